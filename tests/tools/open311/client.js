// Asks a server through the npm client: node client.js <endpoint> <discovery> <key>. Prints one JSON object.
const { createRequire } = require('node:module');
const Open311 = createRequire(process.cwd() + '/')('open311');

const [endpoint, discovery, apiKey] = process.argv.slice(2);
const client = new Open311({ endpoint: endpoint + '/', discovery, apiKey });
const ask = (name, ...given) =>
  new Promise((done) => client[name](...given, (error, said) => done(error ? { error, said } : said)));

(async () => {
  const sent = {
    service_code: 'roads.pothole', lat: 49.99, long: 13.99, description: 'Дупка',
    attributes: { surface: 'asphalt', depth: 'low' },
  };
  const told = {
    discovery: await ask('serviceDiscovery'),
    services: await ask('serviceList'),
    definition: await ask('serviceDefinition', 'roads.pothole'),
    filed: await ask('submitRequest', sent),
    refused: await ask('submitRequest', { ...sent, attributes: {} }),
    unknown: await ask('token', 'nonsense'),
  };
  told.found = await ask('serviceRequests', [told.filed[0].service_request_id], {});
  told.listed = await ask('serviceRequests', { status: 'open', service_code: 'roads.pothole' });
  client.apiKey = 'wrong';
  told.stranger = await ask('submitRequest', sent);
  console.log(JSON.stringify(told));
})();
