import { equal, sha256, utf8 } from '@sealbridge/sodium';
import { makeSmallWorld } from '../../../test/support/directory-fixture.js';
import { checkedOffer, sealInWorld } from '../../../test/support/envelope-fixture.js';
import type { CheckedOffer } from './offer.js';
import { checkReliedOn } from './relied-checkpoint.js';

const NOTE = utf8('note');

describe('the checkpoint a report relied on', () => {
  let offer: CheckedOffer;

  beforeAll(async () => {
    const world = await makeSmallWorld('relied');
    offer = checkedOffer(world, await sealInWorld(world));
  });

  const isRootAt = ({ root }: { readonly root: Uint8Array }): Promise<boolean> =>
    Promise.resolve(equal(root, sha256(utf8('root'))));
  const refused = { code: 'E_OPEN', local: 'E_CHECKPOINT' };

  it('passes when the note is the one it names and the root is that of the own log', async () => {
    await expect(checkReliedOn(offer, { note: NOTE, isRootAt })).resolves.toBeUndefined();
  });

  it('is refused when the shipped note is another one', async () => {
    await expect(checkReliedOn(offer, { note: utf8('other'), isRootAt })).rejects.toMatchObject(refused);
  });

  it('is refused when the own log had another root at that size', async () => {
    const elsewhere = (): Promise<boolean> => Promise.resolve(false);
    await expect(checkReliedOn(offer, { note: NOTE, isRootAt: elsewhere })).rejects.toMatchObject(refused);
  });

  it('is refused when only the grant set names another root', async () => {
    const grantSet = { ...offer.grantSet, checkpoint: { ...offer.grantSet.checkpoint, root: sha256(NOTE) } };
    await expect(checkReliedOn({ ...offer, grantSet }, { note: NOTE, isRootAt })).rejects.toMatchObject(refused);
  });
});
