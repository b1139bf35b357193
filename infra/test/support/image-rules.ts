import { stagesOf, type Stage } from './dockerfile.js';

/** `service`: it runs until it is stopped, so its health is looked at; `job`: it ends by itself. */
export type Kind = 'service' | 'job';

const EXACT_SLIM = /^node:\d+\.\d+\.\d+-\w+-slim$/;
const EXEC_FORM = /^\["node", /;

/** What a Dockerfile of Parley's breaks of what infra/README.md promises of the images; nothing when it keeps all. */
export function imageFaults(text: string, app: string, kind: Kind): string[] {
  const stages = stagesOf(text);
  const last = stages.at(-1);
  if (stages.length < 2 || !last) return ['one stage: the tools that build it stay in the image'];
  const rules: [boolean, string][] = [
    [stages.every(({ image }) => EXACT_SLIM.test(image)), 'a stage begins with something else than an exact version of a slim image'],
    [new Set(stages.map(({ image }) => image)).size === 1, 'it is built by another Node than it runs on'],
    [last.name === undefined && stages.slice(0, -1).every(({ name }) => name !== undefined), 'the last stage is not the image'],
    [only(stages[0], 'RUN').includes(`infra/images/build.sh /out ${app}`), 'it is not built by build.sh, which a spec runs'],
    [only(last, 'RUN').length === 0, 'the last stage runs something: it may bring tools'],
    [only(last, 'ADD').length === 0 && only(last, 'COPY').join() === `--from=build /out/${app} /app`, 'the last stage holds something else than what was built, or not as root’s'],
    [/^[a-z]\w*$/.test(only(last, 'USER').join()) && only(last, 'USER').at(-1) !== 'root', 'it runs as root'],
    [only(last, 'ENV').some((rest) => rest.split(' ').includes('NODE_ENV=production') && rest.split(' ').includes('PARLEY_ENV=production')), 'it is not production'],
    [kind === 'job' || only(last, 'HEALTHCHECK').some((rest) => rest.endsWith(`CMD ["node", "healthcheck.mjs", "${app}"]`)), 'nobody looks at its health'],
    [kind === 'job' || only(last, 'STOPSIGNAL').join() === 'SIGTERM', 'it is not told to end in order'],
    [EXEC_FORM.test(only(last, kind === 'job' ? 'ENTRYPOINT' : 'CMD').join()), 'no process of ours gets the signals: a shell stands between'],
  ];
  return rules.flatMap(([kept, fault]) => (kept ? [] : [fault]));
}

const only = (stage: Stage | undefined, keyword: string): string[] => (stage?.instructions ?? []).filter((each) => each.keyword === keyword).map(({ rest }) => rest);
