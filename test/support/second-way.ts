import type { Client } from 'pg';

/**
 * Lets every device there is now send reports, as if it had vouched for a second way into its keys. Vaults have specs of their own;
 * elsewhere everybody has one. `admin` passes every wall.
 */
export async function giveSecondWay(admin: Pick<Client, 'query'>): Promise<void> {
  await admin.query('UPDATE sealbridge.device SET ways_in = 2 WHERE ways_in < 2');
}
