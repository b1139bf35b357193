import { createHash } from 'node:crypto';

const COLOURS = `amber aqua azure beige bronze brown coral cream crimson cyan emerald golden green indigo ivory jade
  lavender lemon lilac lime magenta maroon mint olive orange peach pink purple ruby scarlet silver violet`.split(/\s+/);

const ANIMALS = `albatross alpaca antelope badger bat beaver bison buffalo camel caribou cat cheetah cricket crane crocodile deer
  dolphin donkey dove dragonfly duck eagle elk falcon ferret finch flamingo fox frog gazelle giraffe goose
  hamster hare hedgehog heron horse ibis jaguar kangaroo kiwi koala lemur leopard lion llama lynx magpie
  meerkat moose narwhal ocelot orca otter owl panda pelican penguin puffin rabbit raccoon robin seal swan`.split(/\s+/);

const of = (words: readonly string[], chance: number): string => {
  const word = words[chance % words.length] ?? '';
  return word.charAt(0).toUpperCase() + word.slice(1);
};

/** What an unnamed user is called in apps with useAnimalNames: two words, always the same of the same id. Others may be called the same. */
export function animalName(userId: string): string {
  const [colour = 0, animal = 0] = createHash('sha256').update(userId).digest();
  return `${of(COLOURS, colour)} ${of(ANIMALS, animal)}`;
}

/**
 * SQL of the name that is kept of a user of the app `$1`: his own, or else an animal's where the app's setting useAnimalNames says so
 * (openapi.yaml, `appSettings`). Parameters of both cells; so no statement is needed to ask for the setting.
 */
export const nameToKeep = (own: string, animals: string): string =>
  `coalesce(${own}::bytea, case when (select (settings ->> 'useAnimalNames')::boolean from apps where id = $1) then ${animals}::bytea end)`;
