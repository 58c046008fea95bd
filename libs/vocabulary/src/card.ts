import type { StoredCode } from './code-list.js';
import type { AgeBand, Control, CountBand, LabourType } from './ctdc.js';
import type { ExploitationType, Gender, IsicSection, RecruitmentMethod, SexExploitationType } from './htcds.js';
import type { PalermoAct, PalermoMeans, PalermoPurpose } from './palermo.js';
import type { NullReason } from './report-codes.js';

/** A value, or the reason why there is none. */
export type OrReason<T> = T | NullReason;

/** What a sector is of: a labour type of CTDC or a type of sexual exploitation of HTCDS. */
export type SectorType = LabourType | SexExploitationType;

/**
 * The pattern card as it stands in a report file: bare codes, closed shape, no free text. A place is `TH` or `TH-10`, a
 * month is `YYYY-MM`. A required field, and any single value in it, may be a null reason instead.
 */
export interface CardDraft {
  readonly palermo: OrReason<{
    readonly act: OrReason<readonly PalermoAct[]>;
    readonly means: OrReason<readonly PalermoMeans[]>;
    readonly purpose: OrReason<readonly PalermoPurpose[]>;
  }>;
  readonly exploitation: OrReason<readonly ExploitationType[]>;
  readonly sector?: OrReason<{
    readonly isic?: OrReason<IsicSection>;
    readonly type?: OrReason<readonly SectorType[]>;
  }>;
  readonly controls: OrReason<readonly Control[]>;
  readonly recruitment: OrReason<readonly RecruitmentMethod[]>;
  readonly route: OrReason<{
    readonly origin: OrReason<readonly string[]>;
    readonly transit: OrReason<readonly string[]>;
    readonly destination: OrReason<readonly string[]>;
  }>;
  readonly period: OrReason<{ readonly from: OrReason<string>; readonly to: OrReason<string> }>;
  readonly cohort: OrReason<{
    readonly count_band: OrReason<CountBand>;
    readonly age_bands: OrReason<readonly AgeBand[]>;
    readonly genders: OrReason<readonly Gender[]>;
  }>;
}

/** The reason of an absent value in its stored form. */
export type StoredReason = StoredCode<NullReason>;

/** A list of codes in its stored form, or the stored reason why there is none. */
export type StoredList<Code extends string = string> = readonly StoredCode<Code>[] | StoredReason;

/**
 * The card as it is stored, sealed and hashed: the same shape with every code as `{scheme, version, code}`. Lists are in
 * code order without repeats, so that two cards that say the same are the same bytes. Months stay texts.
 */
export interface StoredCard {
  readonly palermo:
    | StoredReason
    | {
        readonly act: StoredList<PalermoAct>;
        readonly means: StoredList<PalermoMeans>;
        readonly purpose: StoredList<PalermoPurpose>;
      };
  readonly exploitation: StoredList<ExploitationType>;
  readonly sector?:
    StoredReason | { readonly isic?: StoredCode<IsicSection> | StoredReason; readonly type?: StoredList<SectorType> };
  readonly controls: StoredList<Control>;
  readonly recruitment: StoredList<RecruitmentMethod>;
  readonly route:
    StoredReason | { readonly origin: StoredList; readonly transit: StoredList; readonly destination: StoredList };
  readonly period: StoredReason | { readonly from: string | StoredReason; readonly to: string | StoredReason };
  readonly cohort:
    | StoredReason
    | {
        readonly count_band: StoredCode<CountBand> | StoredReason;
        readonly age_bands: StoredList<AgeBand>;
        readonly genders: StoredList<Gender>;
      };
}
