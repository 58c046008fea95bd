import { type DirectoryState, type EpochName, MAX_RECOVERY_LOCKBOXES, type RecoverySetup } from '@sealbridge/directory';
import { parseId } from '@sealbridge/vocabulary';

/**
 * The epochs that a completion seals to the next recovery key: all that are sealed to this one, and where one completion cannot hold them
 * all, first those of the member (`mine`, by `epochKey`), who may be the only one who has them, then of each unit the current one before
 * earlier ones, however often other units had a new key.
 */
export function epochsToKeep(
  state: Pick<DirectoryState, 'currentEpoch'>,
  { lockboxes }: Pick<RecoverySetup, 'lockboxes'>,
  mine: ReadonlySet<string>,
): EpochName[] {
  const sealed = [...lockboxes.keys()].flatMap((name) => {
    const [text = '', number = ''] = name.split('/');
    const unit = parseId(text);
    if (unit === null) return [];
    const epoch = Number(number);
    const age = (state.currentEpoch(unit)?.epoch ?? epoch) - epoch;
    return [{ unit, epoch, isMine: mine.has(name), age }];
  });
  const kept = sealed.sort((one, other) => Number(other.isMine) - Number(one.isMine) || one.age - other.age);
  return kept.slice(0, MAX_RECOVERY_LOCKBOXES).map(({ unit, epoch }) => ({ unit, epoch }));
}
