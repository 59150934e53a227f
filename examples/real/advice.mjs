// What an advice has to say, and must not, where several stories ask for the same.

/** The client has left, or the upstream died after the head: nobody waits for a response, or nothing can be added to it. */
export const stopThere = {
  says: [/headersSent|destroy|\bstop\b|(do not|don't|instead of) (send|respond|answer)/i],
  // The error is not the application's: a network is like that. And nothing is awaited that could be combined.
  never: [/(mend|fix) the error first/i, /Promise\.all/, /\bawait\b/],
}
