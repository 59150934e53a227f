/** A story's file, what is wrong there, and what was meant. */
type Correction = readonly [file: string, wrong: string, right: string]

/** The stories whose one correction is beyond doubt, by name. */
export const meantStories: Readonly<Record<string, readonly Correction[]>> = {
  'create-user': [
    [
      'controllers/users.js',
      'res.status(409).send({ message: error.message }) // first',
      'return res.status(409).send({ message: error.message })',
    ],
  ],
  'export-status': [
    ['app.js', "if (job.state === 'done') {\n", "if (job.state === 'done') {\n      clearInterval(timer)\n"],
  ],
  'found-or-not': [
    ['app.js', '    }\n    res.json(company) // second\n', '    } else {\n      res.json(company)\n    }\n'],
  ],
  'head-by-hand': [['app.js', '  res.writeHead(200) // first\n', '']],
  'last-seen': [
    [
      'app.js',
      "  res.json(items) // first\n  res.cookie('seen', items.at(-1)?.id ?? seen) // second\n",
      "  res.cookie('seen', items.at(-1)?.id ?? seen)\n  res.json(items)\n",
    ],
  ],
  'next-twice': [['app.js', 'if (isBot) next()\n  else visits++', 'if (isBot) return next()\n  visits++']],
  'not-found-too': [['app.js', '  res.send(book) // first\n  next()\n', '  res.send(book)\n']],
  'order-status': [
    [
      'app.js',
      '      res.send(410, { ...order, links: [] }) // first\n',
      '      res.send(410, { ...order, links: [] })\n      break\n',
    ],
  ],
  'page-data': [['app.js', '    asyncData(event, product)\n', '    await asyncData(event, product)\n']],
  'paid-download': [
    [
      'app.js',
      "    res.status(402).json({ error: 'Please pay first.' }) // first",
      "    return res.status(402).json({ error: 'Please pay first.' })",
    ],
  ],
  'redirect-later': [['app.js', "  res.end('One moment, please ...') // first\n", '']],
  'visitor-cookie': [['app.js', '  visitors.recognise(', '  return visitors.recognise(']],
  'weather-report': [['app.js', '  stations.measure(name).then(', '  await stations.measure(name).then(']],
  webhook: [['app.js', 'res.sendStatus(200).json', 'res.status(200).json']],
}
