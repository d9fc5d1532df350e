// In the place of a library that would have to be compiled. The client asks in JSON, so nobody calls it.
exports.toJson = function () {
  throw new Error('this client reads JSON here');
};
