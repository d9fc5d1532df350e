// A town's directory: oidc-provider with people and groups that a test changes by POST /control/…
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [home, port, certificate, key, town] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(createRequire(`${home}/`).resolve('oidc-provider')));
const people = new Map();
const issuer = `https://localhost:${port}`;
let keys = 0;
let silent = false;
let provider;

// What was handed out outlives a change of keys.
const kept = new Map();
class Kept {
  constructor(name) { this.name = name; }
  key(id) { return `${this.name}:${id}`; }
  async upsert(id, said) { kept.set(this.key(id), said); }
  async find(id) { return kept.get(this.key(id)); }
  async findByUid(uid) { return [...kept.values()].find((one) => one.uid === uid); }
  async consume(id) { kept.get(this.key(id)).consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { kept.delete(this.key(id)); }
  async revokeByGrantId(id) { for (const [key, one] of kept) if (one.grantId === id) kept.delete(key); }
}

function begun() {
  keys += 1;
  const signing = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const made = new Provider(issuer, {
    adapter: Kept,
    clients: [{
      client_id: 'civicore',
      client_secret: 'a secret between the two',
      redirect_uris: [`${town}/desk/sign-in/directory/back`],
      post_logout_redirect_uris: [`${town}/desk/sign-in`],
      backchannel_logout_uri: `${town}/hooks/staff-directory/sign-out`,
      backchannel_logout_session_required: true,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    }],
    jwks: { keys: [{ ...signing, kid: `key-${keys}`, use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['nobody guesses this'] },
    claims: { openid: ['sub', 'sid'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    features: { backchannelLogout: { enabled: true } },
    fetch: (url, { dispatcher, ...asked }) => fetch(url, asked), // the dispatcher refuses towns on this very computer
    issueRefreshToken: () => true,
    async findAccount(_, id) {
      const one = people.get(id);
      return one && { accountId: id, claims: () => ({ sub: id, ...one }) };
    },
  });
  made.on('server_error', (_, error) => console.error(error));
  return made.callback();
}

const deeds = {
  put: ({ id, ...one }) => people.set(id, one),
  drop: ({ id }) => people.delete(id),
  renew: () => { provider = begun(); },
  silence: ({ on }) => { silent = on; },
};

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || '{}');
}

provider = begun();
createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, async (request, response) => {
  const deed = deeds[request.url.replace('/control/', '')];
  if (request.method === 'POST' && deed) {
    deed(await body(request));
    response.end('{}');
  } else if (silent) {
    response.writeHead(503).end('{}');
  } else {
    await provider(request, response);
  }
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
