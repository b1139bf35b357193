import { cruise } from '../boundaries/cruise.mjs';
import { LAYERS, SPEC_FILE, SPEC_PACKAGES } from '../boundaries/layers.mjs';

/** The package or app that a file belongs to; nothing for specs and what only they use. */
function owner(file) {
  if (new RegExp(SPEC_FILE).test(file)) return undefined;
  const [, kind, name] = /^(apps|packages)\/([^/]+)\/src\//.exec(file) ?? [];
  return name === undefined || (kind === 'packages' && SPEC_PACKAGES.includes(name)) ? undefined : name;
}

/** What each package imports, as the boundary rules see it. */
async function imports(root) {
  const { modules } = await cruise(root);
  const graph = new Map();
  for (const { source, dependencies } of modules) {
    const from = owner(source);
    if (from === undefined) continue;
    const targets = graph.get(from) ?? graph.set(from, new Set()).get(from);
    for (const { resolved } of dependencies) {
      const to = owner(resolved);
      if (to !== undefined && to !== from) targets.add(to);
    }
  }
  return graph;
}

function reaches(graph, from, to) {
  return [...graph.get(from)].some((next) => next === to || reaches(graph, next, to));
}

/** A mermaid flowchart: one box a layer, highest first; an arrow that follows from others is left out. */
export async function packageGraph(root) {
  const graph = await imports(root);
  const packages = new Set(LAYERS.flat());
  const apps = [...graph.keys()].filter((name) => !packages.has(name));
  const rows = [['apps', apps], ...LAYERS.map((layer, level) => [`L${level}`, layer]).reverse()];
  const boxes = rows.flatMap(([title, names]) => {
    const present = names.filter((name) => graph.has(name)).sort();
    return present.length === 0 ? [] : [`  subgraph ${title}`, ...present.map((name) => `    ${name}`), '  end'];
  });
  const arrows = [...graph].flatMap(([from, targets]) =>
    [...targets].filter((to) => ![...targets].some((other) => other !== to && reaches(graph, other, to))).map((to) => `  ${from} --> ${to}`),
  );
  return ['```mermaid', 'flowchart TD', ...boxes, ...arrows.sort(), '```'].join('\n');
}
