// Names of months as people write them in the nine languages, full and short, in the cases dates take. Written without
// marks where writers leave them out. Index 0 is January.
const NAMES: readonly string[] = [
  'january jan enero ene janvier janv يناير كانون_الثاني جانفي كانون2 січня січень січ ianuarie ian जनवरी janeiro',
  'february feb febrero février fevrier févr فبراير شباط فيفري лютого лютий лют februarie फरवरी फ़रवरी fevereiro fev pebrero',
  'march mar marzo mars مارس آذار اذار березня березень бер martie मार्च março marco marso',
  'april apr abril abr avril avr أبريل ابريل نيسان أفريل إبريل квітня квітень квіт кві aprilie अप्रैल',
  'may mayo mai مايو أيار ايار ماي травня травень трав मई maio',
  'june jun junio juin يونيو حزيران جوان червня червень черв iunie iun जून junho hunyo',
  'july jul julio juillet juil يوليو تموز جويلية липня липень лип iulie iul जुलाई julho hulyo',
  'august aug agosto ago août aout أغسطس اغسطس آب اب أوت серпня серпень серп अगस्त agosto',
  'september sept sep septiembre setiembre septembre سبتمبر أيلول ايلول вересня вересень вер septembrie सितंबर सितम्बर setembro set setyembre',
  'october oct octubre octobre أكتوبر اكتوبر تشرين_الأول تشرين_الاول жовтня жовтень жовт octombrie अक्टूबर अक्तूबर outubro out oktubre',
  'november nov noviembre novembre نوفمبر تشرين_الثاني листопада листопад лист noiembrie noi नवंबर नवम्बर novembro nobyembre',
  'december dec diciembre dic décembre decembre déc ديسمبر كانون_الأول كانون_الاول грудня грудень груд decembrie दिसंबर दिसम्बर dezembro dez disyembre',
];

const MONTH_OF = new Map(
  NAMES.flatMap((names, month) => names.split(' ').map((name) => [name.replaceAll('_', ' '), month + 1] as const)),
);

/** A pattern that matches the name of a month, the longest first; to be used with the flags i and u. */
export const MONTH_NAMES = [...MONTH_OF.keys()].sort((a, b) => b.length - a.length).join('|');

/** Gives the number of a month, 1 to 12, by its name in any case; null for other words. */
export function monthOf(name: string): number | null {
  return MONTH_OF.get(name.toLowerCase()) ?? null;
}
