import type { CodeList } from './code-list.js';
import {
  AGE_BAND_LIST,
  CONTROL_LIST,
  COUNT_BAND_LIST,
  EXPLOITATION_LIST,
  GENDER_LIST,
  ISIC_LIST,
  LABOUR_TYPE_LIST,
  PALERMO_ACT_LIST,
  PALERMO_MEANS_LIST,
  PALERMO_PURPOSE_LIST,
  RECRUITMENT_LIST,
  SEX_TYPE_LIST,
} from './registry.js';

/** What one value of the card may be. Check, storage form and JSON schema are all driven by this one description. */
export type CardField =
  /** A code of one of the lists; the first list that holds it names the scheme. */
  | { readonly form: 'code'; readonly lists: readonly CodeList[]; readonly required: boolean }
  /** A list of codes. `empty` tells whether the empty list says something a null reason does not. */
  | { readonly form: 'codes'; readonly lists: readonly CodeList[]; readonly required: boolean; readonly empty: boolean }
  | { readonly form: 'places'; readonly required: boolean; readonly empty: boolean }
  | { readonly form: 'month'; readonly required: boolean }
  | { readonly form: 'group'; readonly fields: CardFields; readonly required: boolean };

/** The fields of the card, or of a group in it, by key. */
export type CardFields = Readonly<Record<string, CardField>>;

const codes = (list: CodeList, empty = false): CardField => ({ form: 'codes', lists: [list], required: true, empty });
const places = (empty: boolean): CardField => ({ form: 'places', required: true, empty });
const group = (fields: CardFields): CardField => ({ form: 'group', fields, required: true });

/** The closed shape of the card. */
export const CARD_FIELDS: CardFields = {
  palermo: group({
    act: codes(PALERMO_ACT_LIST),
    means: codes(PALERMO_MEANS_LIST, true),
    purpose: codes(PALERMO_PURPOSE_LIST),
  }),
  exploitation: codes(EXPLOITATION_LIST),
  sector: {
    form: 'group',
    required: false,
    fields: {
      isic: { form: 'code', lists: [ISIC_LIST], required: false },
      type: { form: 'codes', lists: [LABOUR_TYPE_LIST, SEX_TYPE_LIST], required: false, empty: false },
    },
  },
  controls: codes(CONTROL_LIST),
  recruitment: codes(RECRUITMENT_LIST),
  route: group({ origin: places(false), transit: places(true), destination: places(false) }),
  period: group({ from: { form: 'month', required: true }, to: { form: 'month', required: true } }),
  cohort: group({
    count_band: { form: 'code', lists: [COUNT_BAND_LIST], required: true },
    age_bands: codes(AGE_BAND_LIST),
    genders: codes(GENDER_LIST),
  }),
};

/** A month as the card writes it. */
export const MONTH_PATTERN = '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$';
