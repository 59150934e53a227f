"use strict";

// A parts catalogue written by somebody who came from Java: classes, a router of its own, four spaces and semicolons.
//
// framework: http
// request: GET /parts
// request: GET /parts/bolt
// request: GET /parts/gear
// request: PUT /parts/bolt {"price":3}
// request: PUT /parts/bolt {"price":-3}
// request: PUT /parts/gear {"price":3}
// request: PUT /parts/bolt nonsense
// request: GET /parts/bolt
// request: GET /journal
// request: GET /other

const http = require("http");
const { Router } = require("./router");

class Journal {
    constructor() {
        this.entries = [];
    }

    add(entry) {
        this.entries.push(entry);
    }
}

class PartsController {
    constructor(parts, journal) {
        this.parts = parts;
        this.journal = journal;
    }

    index(request, response) {
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify([...this.parts.keys()]));
    }

    show(request, response, { name }) {
        const part = this.parts.get(name);
        if (part === undefined) {
            this.fail(response, 404, "No such part");
            return;
        }
        response.setHeader("Content-Type", "application/json");
        response.setHeader("X-Part", name);
        response.end(JSON.stringify(part));
    }

    async update(request, response, { name }) {
        if (!this.parts.has(name)) {
            return this.fail(response, 404, "No such part");
        }
        let body;
        try {
            body = JSON.parse(await this.read(request));
        } catch (error) {
            return this.fail(response, 400, "Not JSON");
        }
        if (body.price < 0) {
            this.fail(response, 422, "A price cannot be negative");
        } else {
            this.parts.set(name, { ...this.parts.get(name), price: body.price });
            this.journal.add(`updated ${name}`);
            response.statusCode = 204;
            response.end();
        }
    }

    fail(response, status, message) {
        response.statusCode = status;
        response.setHeader("Content-Type", "text/plain");
        response.end(message);
    }

    read(request) {
        return new Promise((resolve, reject) => {
            const chunks = [];
            request.on("data", chunk => chunks.push(chunk));
            request.once("end", () => resolve(Buffer.concat(chunks).toString()));
            request.once("error", reject);
        });
    }
}

class JournalController {
    constructor(journal) {
        this.journal = journal;
    }

    index(request, response) {
        response.writeHead(200, { "Content-Type": "text/plain" });
        for (const entry of this.journal.entries) {
            response.write(`${entry}\n`);
        }
        response.end();
    }
}

const journal = new Journal();
const parts = new PartsController(new Map([["bolt", { price: 2 }], ["nut", { price: 1 }]]), journal);
const entries = new JournalController(journal);

const router = new Router()
    .on("GET", "/parts", (request, response) => parts.index(request, response))
    .on("GET", "/parts/:name", (request, response, values) => parts.show(request, response, values))
    .on("PUT", "/parts/:name", (request, response, values) => parts.update(request, response, values))
    .on("GET", "/journal", entries.index.bind(entries));

const server = http.createServer((request, response) => router.handle(request, response));

server.listen(process.env.PORT || 3000, () => {
    console.log(`listening on http://localhost:${server.address().port}`);
});
