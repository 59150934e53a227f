export const plotOf = () => ''
