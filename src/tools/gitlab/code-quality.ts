import type { FoundBug } from '../found-bug'

/**
 * Bugs as a code quality report of GitLab, which shows them in merge requests: at the line of the first response, or of the
 * second attempt where the first has no line. Bugs without a line in the repository are left out, as GitLab needs one.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function codeQualityOf(bugs: readonly FoundBug[]) {
  return bugs.flatMap(({ fingerprint, shown }) => {
    const site = [shown.first.site, shown.second.site].find(site => site?.owner === 'app')
    if (site == null) return []
    return [
      {
        description: `${shown.message} ${shown.fix.text}`,
        check_name: shown.cause,
        fingerprint,
        severity: 'major',
        location: { path: site.file, lines: { begin: Math.max(site.line, 1) } },
      },
    ]
  })
}
