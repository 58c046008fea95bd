// What the client makes of decisions and readers, for specs of the API, which does not depend on its client.
export {
  checkExplanation,
  type CheckedExplanation,
  type Explanation,
  type Inclusion,
  readExplanation,
  readReaderNames,
  recipientStandings,
  simulatedReaders,
  writeExplanation,
} from '@sealbridge/client';
