"use strict";

class Router {
    constructor() {
        this.routes = [];
    }

    on(method, pattern, handler) {
        const names = [];
        const path = pattern.replace(/:(\w+)/g, (_, name) => {
            names.push(name);
            return "([^/]+)";
        });
        this.routes.push({ method, path: new RegExp(`^${path}$`), names, handler });
        return this;
    }

    handle(request, response) {
        for (const { method, path, names, handler } of this.routes) {
            const match = path.exec(request.url);
            if (match === null || method !== request.method) continue;
            const values = Object.fromEntries(names.map((name, index) => [name, match[index + 1]]));
            return handler(request, response, values);
        }
        response.statusCode = 404;
        response.end("Not found");
    }
}

module.exports = { Router };
