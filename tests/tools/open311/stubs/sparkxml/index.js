// In the place of a library that is only to be had from a repository. The client asks in JSON, so nobody calls it.
exports.parseXml = function () {
  throw new Error('this client reads JSON here');
};
