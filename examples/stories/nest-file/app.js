var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target;
  for (var i = decorators.length - 1, decorator; i >= 0; i--)
    if (decorator = decorators[i])
      result = (kind ? decorator(target, key, result) : decorator(result)) || result;
  if (kind && result) __defProp(target, key, result);
  return result;
};
var __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);

// src/app.ts
var import_reflect_metadata = require("reflect-metadata");
var import_common2 = require("@nestjs/common");
var import_core = require("@nestjs/core");

// src/files.controller.ts
var import_common = require("@nestjs/common");
var files = {
  manual: { name: "manual.txt", text: "Turn it off and on again.\n" }
};
var FilesController = class {
  show(id, res) {
    const file = files[id];
    if (file === void 0) throw new import_common.NotFoundException();
    res.attachment(file.name).send(file.text);
    return { id, name: file.name };
  }
};
__decorateClass([
  (0, import_common.Get)(":id"),
  __decorateParam(0, (0, import_common.Param)("id")),
  __decorateParam(1, (0, import_common.Res)({ passthrough: true }))
], FilesController.prototype, "show", 1);
FilesController = __decorateClass([
  (0, import_common.Controller)("files")
], FilesController);

// src/app.ts
var AppModule = class {
};
AppModule = __decorateClass([
  (0, import_common2.Module)({ controllers: [FilesController] })
], AppModule);
async function start() {
  const app = await import_core.NestFactory.create(AppModule, { logger: ["error", "warn"] });
  await app.listen(process.env.PORT || 3e3);
  console.log(`listening on http://localhost:${app.getHttpServer().address().port}`);
}
start();
//# sourceMappingURL=app.js.map
