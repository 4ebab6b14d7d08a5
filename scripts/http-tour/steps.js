/**
 * The steps of the tour of the HTTP API, as the page shows them. Ids, keys, tags and the address in them stand for those
 * of the run: `random` says where in the output of a step they are first seen.
 */

/** What stands for the address of the server. */
export const ADDRESS = 'http://127.0.0.1:9950';

const API = `${ADDRESS}/api`;
const KEYS = {
  ada: 'rk_AdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaA',
  ben: 'rk_BenBenBenBenBenBenBenBenBenBenBenBenBenBenB',
};
const FIRST_TAG = '5b1f0c63d2a94e7780b6a1c25d3e9f4407c8ba12';
const SECOND_TAG = 'c4e07a9b18f35d62ab90e417f6cd2835b1097ee4';

const keyFile = (user) => ({
  name: `${user}.curl`,
  text: `user = "${user}:${KEYS[user]}"\nsilent\nshow-error\n`,
});
const DONE = /"progress":1[,}]/;

/** The files of an index, whose sizes depend on the ids in them. */
const withSizes = (text) => {
  const sizes = { 'index.json': 381, 'manifest.json': 20, 'reference.fa.gz': 98, 'reference.json.gz': 352 };
  return text.replace(/("name": "(.*?)", "size": )\d+/g, (found, start, name) =>
    name in sizes ? start + sizes[name] : found,
  );
};

/**
 * `say`: what the page says before it. `run`: a command line for `sh`. `file`: a file that is written before. `status`:
 * what has to be answered. `until`: run it again until it says so. `tidy`: the last hand that is laid on what is shown.
 */
export const STEPS = [
  {
    say: 'In another terminal, make the first account, and a key for it. The key is shown this once; the server keeps a hash.',
    run: 'refkit workspace users add ada --email ada@example.org --administrator -C lab',
  },
  {
    run: 'refkit workspace keys add ada --name laptop -C lab',
    random: { t0k3n4da: /^id +([a-z0-9]{8})$/m, [KEYS.ada]: /(rk_\w{43})/ },
  },
  {
    say: 'Keep the key in a file that only you can read: on a command line others at the machine would see it.',
    file: keyFile('ada'),
    run: 'cat ada.curl',
  },
  { run: `curl -K ada.curl -i ${API}/account`, status: 200 },
  { say: 'Without a key nothing is answered.', run: `curl -s -i ${API}/refs`, status: 401 },
  {
    say: 'Create a reference. Whoever does owns it, with all four rights.',
    run: `curl -K ada.curl -i ${API}/refs -d '{"name": "Garden viruses", "data_type": "genome", "organism": "virus"}'`,
    status: 201,
    random: { e5t0gw3v: /"id":"(\w{8})"/ },
  },
  {
    say: 'Add an OTU, an isolate, a sequence. Each is one commit by ada.',
    run: `curl -K ada.curl -i ${API}/refs/e5t0gw3v/otus -d '{"name": "Glass nettle mosaic virus", "abbreviation": "GnMV"}'`,
    status: 201,
    random: { glsnettl: /"id":"(\w{8})"/, [FIRST_TAG]: /^etag: "(\w+)"/m },
  },
  {
    run: `curl -K ada.curl -i ${API}/otus/glsnettl/isolates -d '{"source_type": "isolate", "source_name": "Q7"}'`,
    status: 201,
    random: { glsnetq7: /"id":"(\w{8})"/ },
  },
  {
    run: `curl -K ada.curl -i ${API}/otus/glsnettl/isolates/glsnetq7/sequences \\
    -d '{"accession": "RK_0001", "definition": "Glass nettle mosaic virus", "host": "Glass nettle", "sequence": "ATGGCATTCGCATAA"}'`,
    status: 201,
    random: { glsnets1: /"id":"(\w{8})"/ },
  },
  {
    say: 'An edit can say which state it is meant for, by its ETag. That of the new OTU is stale by now: nothing is changed.',
    run: `curl -K ada.curl -i -X PATCH ${API}/otus/glsnettl -H 'If-Match: "${FIRST_TAG}"' -d '{"abbreviation": "GNMV"}'`,
    status: 412,
  },
  {
    say: 'Look again, and try again.',
    run: `curl -K ada.curl -i ${API}/otus/glsnettl`,
    status: 200,
    random: { [SECOND_TAG]: /^etag: "(\w+)"/m },
  },
  {
    run: `curl -K ada.curl -X PATCH ${API}/otus/glsnettl -H 'If-Match: "${SECOND_TAG}"' -d '{"abbreviation": "GNMV"}' \\
    -o /dev/null -w '%{http_code}'`,
  },
  {
    say: 'What happened, newest first, and what one change did.',
    run: `curl -K ada.curl '${API}/refs/e5t0gw3v/history?per_page=1'`,
  },
  { run: `curl -K ada.curl ${API}/history/glsnettl.3` },
  {
    say: 'Undo it, by a new commit. All of it is plain git.',
    run: `curl -K ada.curl -i -X DELETE ${API}/history/glsnettl.3`,
    status: 204,
  },
  { run: 'git -C lab/references/e5t0gw3v log --oneline' },
  {
    say: 'Build an index. That takes a process of its own, which can be followed, here to its end.',
    run: `curl -K ada.curl -i -X POST ${API}/refs/e5t0gw3v/indexes`,
    status: 201,
    random: { b6d90f2a: /"id":"(\w{8})"/, p1bu1ld0: /"job":\{"id":"(\w{8})"/ },
  },
  { run: `curl -K ada.curl ${API}/processes/p1bu1ld0`, until: DONE },
  { run: `curl -K ada.curl ${API}/indexes/b6d90f2a`, tidy: withSizes },
  {
    run: `curl -K ada.curl ${API}/indexes/b6d90f2a/files/reference.json.gz -o reference.json.gz && gzip -t reference.json.gz`,
  },
  {
    say: 'What is built can no longer be undone like that.',
    run: `curl -K ada.curl -i -X DELETE ${API}/history/glsnettl.2`,
    status: 409,
  },
  {
    say: 'Upload a file of Virtool, and make a reference from it, which takes a process too.',
    run: `curl -K ada.curl -i -X POST -T sample.json '${ADDRESS}/upload/reference?name=sample.json'`,
    status: 201,
    random: { fil3fil3: /"id":"(\w{8})-sample\.json"/ },
  },
  {
    run: `curl -K ada.curl -i ${API}/refs -d '{"name": "Imported viruses", "import_from": "fil3fil3-sample.json"}'`,
    status: 201,
    random: { imp0rt3d: /"id":"(\w{8})"/, p2imp0rt: /"process":\{"id":"(\w{8})"/ },
  },
  { run: `curl -K ada.curl ${API}/processes/p2imp0rt`, until: DONE },
  {
    say: 'Search in all references that you may read, here by an older path.',
    run: `curl -K ada.curl '${API}/viruses?find=mosaic'`,
  },
  {
    say: 'A clone begins a history of its own. Its OTUs get new ids, so that an id leads to one OTU.',
    run: `curl -K ada.curl ${API}/refs -d '{"name": "Garden viruses, copy", "clone_from": "e5t0gw3v"}'`,
    random: { c10n3d00: /"id":"(\w{8})"/, p3c10n3d: /"process":\{"id":"(\w{8})"/ },
  },
  { run: `curl -K ada.curl ${API}/processes/p3c10n3d`, until: DONE },
  { run: `curl -K ada.curl '${API}/refs/c10n3d00/otus?names=true'`, random: { n3wnettl: /"id":"(\w{8})"/ } },
  {
    say: 'Let somebody else in. An administrator makes the account; the first key comes from the shell.',
    run: `curl -K ada.curl -i ${API}/users -d '{"user_id": "ben"}'`,
    status: 201,
  },
  {
    run: 'refkit workspace keys add ben -C lab',
    random: { t0k3nb3n: /^id +([a-z0-9]{8})$/m, [KEYS.ben]: /(rk_\w{43})/ },
  },
  {
    say: 'With ben.curl like ada.curl: a reference that ben may not read does not exist for him.',
    file: keyFile('ben'),
    run: `curl -K ben.curl -i ${API}/refs/e5t0gw3v`,
    status: 404,
  },
  {
    say: 'Now he may read it and edit its OTUs, and no more.',
    run: `curl -K ada.curl -i ${API}/refs/e5t0gw3v/users -d '{"user_id": "ben", "modify_otu": true}'`,
    status: 201,
  },
  {
    run: `curl -K ben.curl -X PATCH ${API}/otus/glsnettl -d '{"name": "Glass nettle mottle virus"}' -o /dev/null -w '%{http_code}'`,
  },
  { run: `curl -K ben.curl -i -X POST ${API}/refs/e5t0gw3v/indexes`, status: 403 },
  {
    run: `curl -K ben.curl -i ${API}/refs -d '{"name": "Of my own", "data_type": "genome"}'`,
    status: 403,
  },
  {
    say: 'Input with something wrong is told all that is wrong.',
    run: `curl -K ben.curl -i ${API}/refs/e5t0gw3v/otus -d '{"abbreviation": 7, "colour": "green"}'`,
    status: 422,
  },
  {
    say: 'Remove a reference. It is gone from all lists at once; its files are removed by a process.',
    run: `curl -K ada.curl -i -X DELETE ${API}/refs/c10n3d00`,
    status: 202,
    random: { p4r3m0v3: /"id":"(\w{8})"/ },
  },
];
