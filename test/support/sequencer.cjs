const { default: Sequencer } = require('@jest/test-sequencer');

const FOLDERS = ['e2e', 'integration', 'unit'];

const placeOf = ({ path }) => FOLDERS.findIndex((folder) => path.includes(`/test/${folder}/`));

/**
 * What starts whole hubs runs first. A clean checkout knows no durations, so that Jest goes by the sizes of files: a short
 * file that runs for a minute would come last, and leave all workers but one idle.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
};
