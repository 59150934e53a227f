/** Why a response was answered twice, and what to do about it. */
export interface Diagnosis {
  readonly cause: 'undetermined'
  /** Short facts that spoke for the cause. */
  readonly evidence: readonly string[]
  /** What to do, in one sentence. */
  readonly advice: string
}
