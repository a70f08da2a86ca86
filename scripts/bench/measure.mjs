// Node's side of a bench: times the named cases of one suite in this process and prints JSON.
//
// usage: measure.mjs SUITE --names            prints the names of the suite's cases
//        measure.mjs SUITE '["name", ...]'    prints {versions, cases: {name: {median, min, calls}}}, ns a call
import { report } from './timing.mjs';

const [suite, wanted] = process.argv.slice(2);
const { cases } = await import(`./cases/${suite}.mjs`);
if (wanted === '--names') console.log(JSON.stringify(Object.keys(cases)));
else report(cases, JSON.parse(wanted));
