// What the API computes previews of agreements from, for the check that compares them with access.

/**
 * What the API computes previews from, asked for as the API does: past no wall, in an act that sees the whole directory.
 * @returns {(agreement: string, orgs: string[], hour: number) => Promise<object>}
 */
export function groundsOf(database, { AgreementRepository, PreviewRepository }) {
  const [agreements, previews] = [new AgreementRepository(), new PreviewRepository()];
  return (agreement, orgs, hour) =>
    database.transaction(async (tx) => {
      await database.enter(tx, { class: 'directory', org: null, member: null, device: null }, null);
      return {
        versions: await agreements.course(tx, agreement),
        partiesActive: await previews.standActive(tx, orgs),
        people: await previews.people(tx, orgs),
        sealed: await previews.sealed(tx, agreement, hour),
      };
    });
}
