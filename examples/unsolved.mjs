// Stories that the tool does not tell yet, and why. They are run all the same: one that is told after all is taken off.
export const unsolved = {}
