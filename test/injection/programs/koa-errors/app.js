'use strict';

// A currency desk on Koa, with the habits of its first version: promises by hand, and responses on `ctx.res` here and there.
//
// framework: Koa
// request: GET /quote/EUR
// request: GET /quote/XXX
// request: GET /slow
// request: GET /stream
// request: GET /cookie
// request: GET /legacy
// request: GET /hook
// request: GET /hooks
// request: GET /else

const Koa = require('koa');

const app = new Koa();
const quotes = { EUR: 1, USD: 1.1 };
const hooks = [];

function wait(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

app.use((ctx, next) => {
  ctx.set('X-Desk', '1');
  return next().then(() => {
    if (ctx.status === 404 && !ctx.body) {
      ctx.status = 404;
      ctx.body = 'nothing here';
    }
  });
});

app.use((ctx, next) => {
  if (!ctx.path.startsWith('/quote/')) return next();
  const code = ctx.path.slice(7);
  return wait(1).then(() => {
    if (quotes[code] === undefined) {
      ctx.status = 404;
      ctx.body = { error: 'unknown' };
      return;
    }
    ctx.body = { code, quote: quotes[code] };
  });
});

app.use(async (ctx, next) => {
  switch (ctx.path) {
    case '/slow':
      await wait(5);
      ctx.body = 'at last';
      break;
    case '/stream':
      ctx.respond = false;
      ctx.res.statusCode = 200;
      ctx.res.setHeader('Content-Type', 'text/plain');
      ctx.res.write('one\n');
      ctx.res.end('two\n');
      break;
    case '/cookie':
      ctx.cookies.set('desk', 'open');
      ctx.body = 'cookie is set';
      break;
    default:
      await next();
  }
});

app.use(async (ctx, next) => {
  if (ctx.path === '/legacy') {
    ctx.status = 200;
    ctx.respond = false;
    setTimeout(() => {
      ctx.res.setHeader('X-Legacy', 'yes');
      ctx.res.end('from the old desk');
    }, 2);
    return;
  }
  await next();
});

app.use(async (ctx, next) => {
  if (ctx.path === '/hook') {
    const id = await new Promise((resolve, reject) => {
      wait(1).then(() => resolve(hooks.push('hook')), reject);
    });
    ctx.body = { id };
    return;
  }
  if (ctx.path === '/hooks') {
    ctx.body = hooks;
    return;
  }
  return next();
});

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`);
});
