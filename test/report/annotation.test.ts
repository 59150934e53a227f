import { describe, expect, it } from 'vitest'
import { annotationOf } from '../../src/report/annotation'
import { aResponse, folderOf, run } from '../program'
import { report, site } from '../view/report'

describe('the annotation of a conflict', () => {
  it('is at the line of the first response', () => {
    expect(annotationOf(report(), '/repository', '/repository')).toBe(
      '::error file=app.js,line=3,col=21,title=Responded twice%3A missing-return::' +
        'GET /company/42 got its response from res.json (app.js:3); show went on%0AReturn after the first response.\n',
    )
  })

  it('names the file from the root of the repository', () => {
    expect(annotationOf(report(), '/repository', '/repository/packages/shop')).toContain(
      'file=packages/shop/app.js,',
    )
  })

  it('leaves a file alone that is outside of it', () => {
    expect(annotationOf(report(), '/repository', '/elsewhere')).toContain('file=/elsewhere/app.js,')
  })

  it('is at the line of the second where a framework was first, and at none where both were its own', () => {
    const byFramework = report({ first: { site: null } })
    expect(annotationOf(byFramework, '/r', '/r')).toContain('file=app.js,line=5,col=7,')
    expect(annotationOf({ ...byFramework, second: { ...byFramework.second, site: null } }, '/r')).toMatch(
      /^::error title=/,
    )
  })

  it('cannot be ended, or made another command, by what a client sends or a file is called', () => {
    const nasty = report({
      message: 'GET /%0A::error::x\r\n::set-env name=a::b',
      first: { site: { ...site('a.js:1:1'), file: 'a,line=9:b\n::error::%.js' } },
    })
    const text = annotationOf(nasty, '/r', '/r')
    expect(text.match(/\n/g)).toHaveLength(1)
    expect(text).toContain('file=a%2Cline=9%3Ab\\u000a%3A%3Aerror%3A%3A%25.js,line=1,')
    expect(text).toContain('::GET /%250A::error::x\\u000d\\u000a::set-env name=a::b%0A')
  })
})

describe('in a workflow of GitHub', () => {
  const app = `${aResponse}res.end()
for (const name of ['a', 'b']) try { res.setHeader(name, '') } catch {}
`
  const annotations = async (environment: NodeJS.ProcessEnv) => {
    const { stderr } = await run(folderOf({ 'app.js': app }), { environment })
    return stderr.match(/^::error .*$/gm) ?? []
  }
  const workflow = { GITHUB_ACTIONS: 'true' }

  it('a strict run annotates a bug once', async () => {
    expect(await annotations({ ...workflow, HEADERS_TRACE_STRICT: '1' })).toEqual([
      expect.stringMatching(/^::error file=app\.js,line=2,col=5,title=Responded twice%3A /),
    ])
  })

  it('a run that is not strict says nothing to the runner', async () => {
    expect(await annotations(workflow)).toEqual([])
  })

  it('elsewhere a strict run does not, either', async () => {
    expect(await annotations({ HEADERS_TRACE_STRICT: '1' })).toEqual([])
  })
})
