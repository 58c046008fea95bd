// What a client may send has no place for results of WebAuthn extensions: those of PRF unlock the keys of a device.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSchema, isInputObjectType } from 'graphql';

const CLIENT = join(__dirname, '../../../../../libs/api-client');
const SECRET = /prf|extension|hmac.?secret|largeblob|seed|private.?key|passphrase|unlock/iu;

const schema = buildSchema(readFileSync(join(CLIENT, 'schema.graphql'), 'utf8'));
const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
const fields = inputs.flatMap((type) =>
  Object.keys(type.getFields()).map((field) => ({ field: `${type.name}.${field}` })),
);
const args = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).flatMap((field) => field.args.map((arg) => `${field.name}(${arg.name})`)),
);

describe('what a client may send', () => {
  it.each(fields)('$field is not for results of extensions, nor for secrets', ({ field }) => {
    expect(field).not.toMatch(SECRET);
  });

  it('has arguments that are neither', () => {
    expect(args.length).toBeGreaterThan(50);
    expect(args.filter((arg) => SECRET.test(arg))).toEqual([]);
  });

  it('is of a passkey exactly what the server verifies', () => {
    const fieldsOf = (name: string): string[] => {
      const type = inputs.find((candidate) => candidate.name === name);
      return Object.keys(type?.getFields() ?? {}).sort();
    };
    expect(fieldsOf('PasskeyAttestationInput')).toEqual(['attestationObject', 'clientDataJSON', 'id', 'transports']);
    expect(fieldsOf('PasskeyAssertionInput')).toEqual([
      'authenticatorData',
      'clientDataJSON',
      'id',
      'signature',
      'userHandle',
    ]);
  });
});
