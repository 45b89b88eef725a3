/** The sentences scripts show, in the reader's language; the page brings them. */
export const words = document.getElementById("words").dataset;
