import type { Profile } from '../profile/profile-file.js';
import { serverUrl } from './server-url.js';

const env = { SEALBRIDGE_HOME: '/nowhere/sealbridge' };

describe('the server of a command', () => {
  it('is the flag before the variable', () => {
    expect(serverUrl('https://a.example', null, { ...env, SEALBRIDGE_SERVER: 'https://b.example' })).toBe(
      'https://a.example',
    );
    expect(serverUrl(undefined, null, { ...env, SEALBRIDGE_SERVER: 'https://b.example' })).toBe('https://b.example');
  });

  it('is called localhost when it is given as a loopback address, because sessions are bound to the name', () => {
    expect(serverUrl('http://127.0.0.1:4000', null, env)).toBe('http://localhost:4000');
    expect(serverUrl('http://[::1]:4000/', null, env)).toBe('http://localhost:4000');
  });

  it.each(['ftp://a.example', 'a.example', 'https://user:secret@a.example', 'javascript:alert(1)'])(
    'is refused when it is %s',
    (given) => {
      expect(() => serverUrl(given, null, env)).toThrow(
        expect.objectContaining({ code: 'E_SERVER', exit: 2 }) as Error,
      );
    },
  );

  it.each([
    'http://a.example',
    'http://a.example:8080',
    'http://192.168.0.7',
    'http://localhost.example',
    'http://[::2]',
  ])('is refused when it is %s: the token of the session would travel in clear', (given) => {
    const refused = expect.objectContaining({
      code: 'E_SERVER',
      exit: 2,
      hint: `give https${given.slice(4)}`,
    }) as Error;
    expect(() => serverUrl(given, null, env)).toThrow(refused);
    expect(() => serverUrl(undefined, { server: given, folder: '/nowhere/p' } as Profile, env)).toThrow(refused);
  });

  it('has to be given when no instance runs and the profile names none', () => {
    expect(() => serverUrl(undefined, null, env)).toThrow(
      expect.objectContaining({ code: 'E_NO_SERVER', exit: 2 }) as Error,
    );
  });
});
