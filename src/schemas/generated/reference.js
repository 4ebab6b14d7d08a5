// Made from schemas/reference.schema.json by `npm run schemas`. Not to be edited.

// <stdin>
var validate = validate10;
var stdin_default = validate10;
var schema11 = { "$schema": "http://json-schema.org/draft-07/schema#", "$id": "urn:refkit:schema:reference:1", "type": "object", "required": ["format", "id", "name", "created_at", "user", "users"], "additionalProperties": false, "properties": { "format": { "const": 1 }, "id": { "$ref": "#/definitions/id" }, "name": { "$ref": "#/definitions/name" }, "description": { "type": "string", "default": "" }, "data_type": { "const": "genome", "default": "genome" }, "organism": { "type": "string", "default": "" }, "public": { "type": "boolean", "default": false }, "created_at": { "$ref": "#/definitions/timestamp" }, "internal_control": { "type": ["string", "null"], "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$", "default": null }, "restrict_source_types": { "type": "boolean", "default": false }, "source_types": { "type": "array", "items": { "$ref": "#/definitions/name" }, "default": ["isolate", "strain"] }, "user": { "$ref": "#/definitions/userReference" }, "users": { "type": "array", "items": { "$ref": "#/definitions/user" } }, "groups": { "type": "array", "items": { "$ref": "#/definitions/group" }, "default": [] }, "cloned_from": { "type": "object", "required": ["id", "name"], "additionalProperties": false, "properties": { "id": { "type": "string" }, "name": { "type": "string" } } }, "imported_from": { "type": "object", "required": ["name"], "additionalProperties": false, "properties": { "id": { "type": "string" }, "name": { "type": "string" }, "user": { "$ref": "#/definitions/userReference" } } }, "remotes_from": { "type": "object", "required": ["slug"], "additionalProperties": false, "properties": { "slug": { "type": "string", "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+$" }, "last_checked": { "type": ["string", "null"], "format": "date-time" }, "last_updated": { "type": ["string", "null"], "format": "date-time" }, "release": { "$ref": "#/definitions/release" }, "installed": { "$ref": "#/definitions/release" }, "errors": { "type": "array", "items": { "type": "string" } } } } }, "definitions": { "id": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, "name": { "type": "string", "pattern": "^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\s][^\\u0000-\\u001f\\u007f]*$" }, "timestamp": { "type": "string", "format": "date-time" }, "userReference": { "type": "object", "required": ["id"], "additionalProperties": false, "properties": { "id": { "$ref": "#/definitions/id" } } }, "release": { "type": ["object", "null"], "required": ["id", "name"], "properties": { "id": { "type": ["integer", "string"] }, "name": { "type": "string" }, "body": { "type": ["string", "null"] }, "etag": { "type": ["string", "null"] }, "filename": { "type": "string" }, "size": { "type": "integer", "minimum": 0 }, "html_url": { "type": "string" }, "download_url": { "type": "string" }, "content_type": { "type": "string" }, "published_at": { "$ref": "#/definitions/timestamp" }, "retrieved_at": { "$ref": "#/definitions/timestamp" }, "newer": { "type": "boolean" } } }, "build": { "type": "boolean" }, "modify": { "type": "boolean" }, "modify_otu": { "type": "boolean" }, "remove": { "type": "boolean" }, "user": { "type": "object", "required": ["id", "created_at"], "additionalProperties": false, "properties": { "id": { "$ref": "#/definitions/id" }, "emails": { "type": "array", "items": { "type": "string", "pattern": "^[^\\s<>]+$" }, "default": [] }, "github": { "type": ["string", "null"], "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$" }, "created_at": { "$ref": "#/definitions/timestamp" }, "build": { "$ref": "#/definitions/build", "default": false }, "modify": { "$ref": "#/definitions/modify", "default": false }, "modify_otu": { "$ref": "#/definitions/modify_otu", "default": false }, "remove": { "$ref": "#/definitions/remove", "default": false } } }, "group": { "type": "object", "required": ["id", "created_at"], "additionalProperties": false, "properties": { "id": { "$ref": "#/definitions/id" }, "github": { "type": ["string", "null"], "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9_-]+$" }, "members": { "type": "array", "items": { "$ref": "#/definitions/id" } }, "created_at": { "$ref": "#/definitions/timestamp" }, "build": { "$ref": "#/definitions/build", "default": false }, "modify": { "$ref": "#/definitions/modify", "default": false }, "modify_otu": { "$ref": "#/definitions/modify_otu", "default": false }, "remove": { "$ref": "#/definitions/remove", "default": false } } } } };
var func2 = Object.prototype.hasOwnProperty;
var pattern0 = new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", "");
var pattern1 = new RegExp("^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\s][^\\u0000-\\u001f\\u007f]*$", "");
var pattern2 = new RegExp("^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$", "");
var pattern11 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+$", "");
var formats0 = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
function validate11(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.id === void 0) {
      const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" }, message: "must have required property 'id'" };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "id")) {
        const err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.id !== void 0) {
      let data0 = data.id;
      if (typeof data0 === "string") {
        if (!pattern0.test(data0)) {
          const err2 = { instancePath: instancePath + "/id", schemaPath: "#/definitions/id/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, message: 'must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"' };
          if (vErrors === null) {
            vErrors = [err2];
          } else {
            vErrors.push(err2);
          }
          errors++;
        }
      } else {
        const err3 = { instancePath: instancePath + "/id", schemaPath: "#/definitions/id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
  } else {
    const err4 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err4];
    } else {
      vErrors.push(err4);
    }
    errors++;
  }
  validate11.errors = vErrors;
  return errors === 0;
}
var schema18 = { "type": "object", "required": ["id", "created_at"], "additionalProperties": false, "properties": { "id": { "$ref": "#/definitions/id" }, "emails": { "type": "array", "items": { "type": "string", "pattern": "^[^\\s<>]+$" }, "default": [] }, "github": { "type": ["string", "null"], "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$" }, "created_at": { "$ref": "#/definitions/timestamp" }, "build": { "$ref": "#/definitions/build", "default": false }, "modify": { "$ref": "#/definitions/modify", "default": false }, "modify_otu": { "$ref": "#/definitions/modify_otu", "default": false }, "remove": { "$ref": "#/definitions/remove", "default": false } } };
var pattern6 = new RegExp("^[^\\s<>]+$", "");
var pattern7 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$", "");
function validate13(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.emails === void 0) {
      data.emails = [];
    }
    if (data.build === void 0) {
      data.build = false;
    }
    if (data.modify === void 0) {
      data.modify = false;
    }
    if (data.modify_otu === void 0) {
      data.modify_otu = false;
    }
    if (data.remove === void 0) {
      data.remove = false;
    }
    if (data.id === void 0) {
      const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" }, message: "must have required property 'id'" };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.created_at === void 0) {
      const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "created_at" }, message: "must have required property 'created_at'" };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "id" || key0 === "emails" || key0 === "github" || key0 === "created_at" || key0 === "build" || key0 === "modify" || key0 === "modify_otu" || key0 === "remove")) {
        const err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.id !== void 0) {
      let data0 = data.id;
      if (typeof data0 === "string") {
        if (!pattern0.test(data0)) {
          const err3 = { instancePath: instancePath + "/id", schemaPath: "#/definitions/id/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, message: 'must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"' };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
      } else {
        const err4 = { instancePath: instancePath + "/id", schemaPath: "#/definitions/id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    let data1 = data.emails;
    if (Array.isArray(data1)) {
      const len0 = data1.length;
      for (let i0 = 0; i0 < len0; i0++) {
        let data2 = data1[i0];
        if (typeof data2 === "string") {
          if (!pattern6.test(data2)) {
            const err5 = { instancePath: instancePath + "/emails/" + i0, schemaPath: "#/properties/emails/items/pattern", keyword: "pattern", params: { pattern: "^[^\\s<>]+$" }, message: 'must match pattern "^[^\\s<>]+$"' };
            if (vErrors === null) {
              vErrors = [err5];
            } else {
              vErrors.push(err5);
            }
            errors++;
          }
        } else {
          const err6 = { instancePath: instancePath + "/emails/" + i0, schemaPath: "#/properties/emails/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
          if (vErrors === null) {
            vErrors = [err6];
          } else {
            vErrors.push(err6);
          }
          errors++;
        }
      }
    } else {
      const err7 = { instancePath: instancePath + "/emails", schemaPath: "#/properties/emails/type", keyword: "type", params: { type: "array" }, message: "must be array" };
      if (vErrors === null) {
        vErrors = [err7];
      } else {
        vErrors.push(err7);
      }
      errors++;
    }
    if (data.github !== void 0) {
      let data3 = data.github;
      if (typeof data3 !== "string" && data3 !== null) {
        const err8 = { instancePath: instancePath + "/github", schemaPath: "#/properties/github/type", keyword: "type", params: { type: schema18.properties.github.type }, message: "must be string,null" };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
      if (typeof data3 === "string") {
        if (!pattern7.test(data3)) {
          const err9 = { instancePath: instancePath + "/github", schemaPath: "#/properties/github/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$" }, message: 'must match pattern "^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$"' };
          if (vErrors === null) {
            vErrors = [err9];
          } else {
            vErrors.push(err9);
          }
          errors++;
        }
      }
    }
    if (data.created_at !== void 0) {
      let data4 = data.created_at;
      if (typeof data4 === "string") {
        if (!formats0.test(data4)) {
          const err10 = { instancePath: instancePath + "/created_at", schemaPath: "#/definitions/timestamp/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
      } else {
        const err11 = { instancePath: instancePath + "/created_at", schemaPath: "#/definitions/timestamp/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
    if (typeof data.build !== "boolean") {
      const err12 = { instancePath: instancePath + "/build", schemaPath: "#/definitions/build/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err12];
      } else {
        vErrors.push(err12);
      }
      errors++;
    }
    if (typeof data.modify !== "boolean") {
      const err13 = { instancePath: instancePath + "/modify", schemaPath: "#/definitions/modify/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err13];
      } else {
        vErrors.push(err13);
      }
      errors++;
    }
    if (typeof data.modify_otu !== "boolean") {
      const err14 = { instancePath: instancePath + "/modify_otu", schemaPath: "#/definitions/modify_otu/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err14];
      } else {
        vErrors.push(err14);
      }
      errors++;
    }
    if (typeof data.remove !== "boolean") {
      const err15 = { instancePath: instancePath + "/remove", schemaPath: "#/definitions/remove/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err15];
      } else {
        vErrors.push(err15);
      }
      errors++;
    }
  } else {
    const err16 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err16];
    } else {
      vErrors.push(err16);
    }
    errors++;
  }
  validate13.errors = vErrors;
  return errors === 0;
}
var schema25 = { "type": "object", "required": ["id", "created_at"], "additionalProperties": false, "properties": { "id": { "$ref": "#/definitions/id" }, "github": { "type": ["string", "null"], "pattern": "^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9_-]+$" }, "members": { "type": "array", "items": { "$ref": "#/definitions/id" } }, "created_at": { "$ref": "#/definitions/timestamp" }, "build": { "$ref": "#/definitions/build", "default": false }, "modify": { "$ref": "#/definitions/modify", "default": false }, "modify_otu": { "$ref": "#/definitions/modify_otu", "default": false }, "remove": { "$ref": "#/definitions/remove", "default": false } } };
var pattern9 = new RegExp("^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9_-]+$", "");
function validate15(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.build === void 0) {
      data.build = false;
    }
    if (data.modify === void 0) {
      data.modify = false;
    }
    if (data.modify_otu === void 0) {
      data.modify_otu = false;
    }
    if (data.remove === void 0) {
      data.remove = false;
    }
    if (data.id === void 0) {
      const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" }, message: "must have required property 'id'" };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.created_at === void 0) {
      const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "created_at" }, message: "must have required property 'created_at'" };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!(key0 === "id" || key0 === "github" || key0 === "members" || key0 === "created_at" || key0 === "build" || key0 === "modify" || key0 === "modify_otu" || key0 === "remove")) {
        const err2 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    if (data.id !== void 0) {
      let data0 = data.id;
      if (typeof data0 === "string") {
        if (!pattern0.test(data0)) {
          const err3 = { instancePath: instancePath + "/id", schemaPath: "#/definitions/id/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, message: 'must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"' };
          if (vErrors === null) {
            vErrors = [err3];
          } else {
            vErrors.push(err3);
          }
          errors++;
        }
      } else {
        const err4 = { instancePath: instancePath + "/id", schemaPath: "#/definitions/id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.github !== void 0) {
      let data1 = data.github;
      if (typeof data1 !== "string" && data1 !== null) {
        const err5 = { instancePath: instancePath + "/github", schemaPath: "#/properties/github/type", keyword: "type", params: { type: schema25.properties.github.type }, message: "must be string,null" };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
      if (typeof data1 === "string") {
        if (!pattern9.test(data1)) {
          const err6 = { instancePath: instancePath + "/github", schemaPath: "#/properties/github/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9_-]+$" }, message: 'must match pattern "^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9_-]+$"' };
          if (vErrors === null) {
            vErrors = [err6];
          } else {
            vErrors.push(err6);
          }
          errors++;
        }
      }
    }
    if (data.members !== void 0) {
      let data2 = data.members;
      if (Array.isArray(data2)) {
        const len0 = data2.length;
        for (let i0 = 0; i0 < len0; i0++) {
          let data3 = data2[i0];
          if (typeof data3 === "string") {
            if (!pattern0.test(data3)) {
              const err7 = { instancePath: instancePath + "/members/" + i0, schemaPath: "#/definitions/id/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, message: 'must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"' };
              if (vErrors === null) {
                vErrors = [err7];
              } else {
                vErrors.push(err7);
              }
              errors++;
            }
          } else {
            const err8 = { instancePath: instancePath + "/members/" + i0, schemaPath: "#/definitions/id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err8];
            } else {
              vErrors.push(err8);
            }
            errors++;
          }
        }
      } else {
        const err9 = { instancePath: instancePath + "/members", schemaPath: "#/properties/members/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.created_at !== void 0) {
      let data4 = data.created_at;
      if (typeof data4 === "string") {
        if (!formats0.test(data4)) {
          const err10 = { instancePath: instancePath + "/created_at", schemaPath: "#/definitions/timestamp/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
      } else {
        const err11 = { instancePath: instancePath + "/created_at", schemaPath: "#/definitions/timestamp/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
    if (typeof data.build !== "boolean") {
      const err12 = { instancePath: instancePath + "/build", schemaPath: "#/definitions/build/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err12];
      } else {
        vErrors.push(err12);
      }
      errors++;
    }
    if (typeof data.modify !== "boolean") {
      const err13 = { instancePath: instancePath + "/modify", schemaPath: "#/definitions/modify/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err13];
      } else {
        vErrors.push(err13);
      }
      errors++;
    }
    if (typeof data.modify_otu !== "boolean") {
      const err14 = { instancePath: instancePath + "/modify_otu", schemaPath: "#/definitions/modify_otu/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err14];
      } else {
        vErrors.push(err14);
      }
      errors++;
    }
    if (typeof data.remove !== "boolean") {
      const err15 = { instancePath: instancePath + "/remove", schemaPath: "#/definitions/remove/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err15];
      } else {
        vErrors.push(err15);
      }
      errors++;
    }
  } else {
    const err16 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err16];
    } else {
      vErrors.push(err16);
    }
    errors++;
  }
  validate15.errors = vErrors;
  return errors === 0;
}
var schema33 = { "type": ["object", "null"], "required": ["id", "name"], "properties": { "id": { "type": ["integer", "string"] }, "name": { "type": "string" }, "body": { "type": ["string", "null"] }, "etag": { "type": ["string", "null"] }, "filename": { "type": "string" }, "size": { "type": "integer", "minimum": 0 }, "html_url": { "type": "string" }, "download_url": { "type": "string" }, "content_type": { "type": "string" }, "published_at": { "$ref": "#/definitions/timestamp" }, "retrieved_at": { "$ref": "#/definitions/timestamp" }, "newer": { "type": "boolean" } } };
function validate18(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  let vErrors = null;
  let errors = 0;
  if (!(data && typeof data == "object" && !Array.isArray(data)) && data !== null) {
    const err0 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: schema33.type }, message: "must be object,null" };
    if (vErrors === null) {
      vErrors = [err0];
    } else {
      vErrors.push(err0);
    }
    errors++;
  }
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.id === void 0) {
      const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" }, message: "must have required property 'id'" };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data.name === void 0) {
      const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "name" }, message: "must have required property 'name'" };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    if (data.id !== void 0) {
      let data0 = data.id;
      if (!(typeof data0 == "number" && (!(data0 % 1) && !isNaN(data0)) && isFinite(data0)) && typeof data0 !== "string") {
        const err3 = { instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: schema33.properties.id.type }, message: "must be integer,string" };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    }
    if (data.name !== void 0) {
      if (typeof data.name !== "string") {
        const err4 = { instancePath: instancePath + "/name", schemaPath: "#/properties/name/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err4];
        } else {
          vErrors.push(err4);
        }
        errors++;
      }
    }
    if (data.body !== void 0) {
      let data2 = data.body;
      if (typeof data2 !== "string" && data2 !== null) {
        const err5 = { instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: schema33.properties.body.type }, message: "must be string,null" };
        if (vErrors === null) {
          vErrors = [err5];
        } else {
          vErrors.push(err5);
        }
        errors++;
      }
    }
    if (data.etag !== void 0) {
      let data3 = data.etag;
      if (typeof data3 !== "string" && data3 !== null) {
        const err6 = { instancePath: instancePath + "/etag", schemaPath: "#/properties/etag/type", keyword: "type", params: { type: schema33.properties.etag.type }, message: "must be string,null" };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.filename !== void 0) {
      if (typeof data.filename !== "string") {
        const err7 = { instancePath: instancePath + "/filename", schemaPath: "#/properties/filename/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    if (data.size !== void 0) {
      let data5 = data.size;
      if (!(typeof data5 == "number" && (!(data5 % 1) && !isNaN(data5)) && isFinite(data5))) {
        const err8 = { instancePath: instancePath + "/size", schemaPath: "#/properties/size/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        if (vErrors === null) {
          vErrors = [err8];
        } else {
          vErrors.push(err8);
        }
        errors++;
      }
      if (typeof data5 == "number" && isFinite(data5)) {
        if (data5 < 0 || isNaN(data5)) {
          const err9 = { instancePath: instancePath + "/size", schemaPath: "#/properties/size/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
          if (vErrors === null) {
            vErrors = [err9];
          } else {
            vErrors.push(err9);
          }
          errors++;
        }
      }
    }
    if (data.html_url !== void 0) {
      if (typeof data.html_url !== "string") {
        const err10 = { instancePath: instancePath + "/html_url", schemaPath: "#/properties/html_url/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err10];
        } else {
          vErrors.push(err10);
        }
        errors++;
      }
    }
    if (data.download_url !== void 0) {
      if (typeof data.download_url !== "string") {
        const err11 = { instancePath: instancePath + "/download_url", schemaPath: "#/properties/download_url/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
    if (data.content_type !== void 0) {
      if (typeof data.content_type !== "string") {
        const err12 = { instancePath: instancePath + "/content_type", schemaPath: "#/properties/content_type/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
    }
    if (data.published_at !== void 0) {
      let data9 = data.published_at;
      if (typeof data9 === "string") {
        if (!formats0.test(data9)) {
          const err13 = { instancePath: instancePath + "/published_at", schemaPath: "#/definitions/timestamp/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          if (vErrors === null) {
            vErrors = [err13];
          } else {
            vErrors.push(err13);
          }
          errors++;
        }
      } else {
        const err14 = { instancePath: instancePath + "/published_at", schemaPath: "#/definitions/timestamp/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err14];
        } else {
          vErrors.push(err14);
        }
        errors++;
      }
    }
    if (data.retrieved_at !== void 0) {
      let data10 = data.retrieved_at;
      if (typeof data10 === "string") {
        if (!formats0.test(data10)) {
          const err15 = { instancePath: instancePath + "/retrieved_at", schemaPath: "#/definitions/timestamp/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          if (vErrors === null) {
            vErrors = [err15];
          } else {
            vErrors.push(err15);
          }
          errors++;
        }
      } else {
        const err16 = { instancePath: instancePath + "/retrieved_at", schemaPath: "#/definitions/timestamp/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
    }
    if (data.newer !== void 0) {
      if (typeof data.newer !== "boolean") {
        const err17 = { instancePath: instancePath + "/newer", schemaPath: "#/properties/newer/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
    }
  }
  validate18.errors = vErrors;
  return errors === 0;
}
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  ;
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.description === void 0) {
      data.description = "";
    }
    if (data.data_type === void 0) {
      data.data_type = "genome";
    }
    if (data.organism === void 0) {
      data.organism = "";
    }
    if (data.public === void 0) {
      data.public = false;
    }
    if (data.internal_control === void 0) {
      data.internal_control = null;
    }
    if (data.restrict_source_types === void 0) {
      data.restrict_source_types = false;
    }
    if (data.source_types === void 0) {
      data.source_types = ["isolate", "strain"];
    }
    if (data.groups === void 0) {
      data.groups = [];
    }
    if (data.format === void 0) {
      const err0 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "format" }, message: "must have required property 'format'" };
      if (vErrors === null) {
        vErrors = [err0];
      } else {
        vErrors.push(err0);
      }
      errors++;
    }
    if (data.id === void 0) {
      const err1 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "id" }, message: "must have required property 'id'" };
      if (vErrors === null) {
        vErrors = [err1];
      } else {
        vErrors.push(err1);
      }
      errors++;
    }
    if (data.name === void 0) {
      const err2 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "name" }, message: "must have required property 'name'" };
      if (vErrors === null) {
        vErrors = [err2];
      } else {
        vErrors.push(err2);
      }
      errors++;
    }
    if (data.created_at === void 0) {
      const err3 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "created_at" }, message: "must have required property 'created_at'" };
      if (vErrors === null) {
        vErrors = [err3];
      } else {
        vErrors.push(err3);
      }
      errors++;
    }
    if (data.user === void 0) {
      const err4 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "user" }, message: "must have required property 'user'" };
      if (vErrors === null) {
        vErrors = [err4];
      } else {
        vErrors.push(err4);
      }
      errors++;
    }
    if (data.users === void 0) {
      const err5 = { instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: "users" }, message: "must have required property 'users'" };
      if (vErrors === null) {
        vErrors = [err5];
      } else {
        vErrors.push(err5);
      }
      errors++;
    }
    for (const key0 in data) {
      if (!func2.call(schema11.properties, key0)) {
        const err6 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
    }
    if (data.format !== void 0) {
      if (1 !== data.format) {
        const err7 = { instancePath: instancePath + "/format", schemaPath: "#/properties/format/const", keyword: "const", params: { allowedValue: 1 }, message: "must be equal to constant" };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    if (data.id !== void 0) {
      let data1 = data.id;
      if (typeof data1 === "string") {
        if (!pattern0.test(data1)) {
          const err8 = { instancePath: instancePath + "/id", schemaPath: "#/definitions/id/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$" }, message: 'must match pattern "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"' };
          if (vErrors === null) {
            vErrors = [err8];
          } else {
            vErrors.push(err8);
          }
          errors++;
        }
      } else {
        const err9 = { instancePath: instancePath + "/id", schemaPath: "#/definitions/id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err9];
        } else {
          vErrors.push(err9);
        }
        errors++;
      }
    }
    if (data.name !== void 0) {
      let data2 = data.name;
      if (typeof data2 === "string") {
        if (!pattern1.test(data2)) {
          const err10 = { instancePath: instancePath + "/name", schemaPath: "#/definitions/name/pattern", keyword: "pattern", params: { pattern: "^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\s][^\\u0000-\\u001f\\u007f]*$" }, message: 'must match pattern "^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\s][^\\u0000-\\u001f\\u007f]*$"' };
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
      } else {
        const err11 = { instancePath: instancePath + "/name", schemaPath: "#/definitions/name/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err11];
        } else {
          vErrors.push(err11);
        }
        errors++;
      }
    }
    if (typeof data.description !== "string") {
      const err12 = { instancePath: instancePath + "/description", schemaPath: "#/properties/description/type", keyword: "type", params: { type: "string" }, message: "must be string" };
      if (vErrors === null) {
        vErrors = [err12];
      } else {
        vErrors.push(err12);
      }
      errors++;
    }
    if ("genome" !== data.data_type) {
      const err13 = { instancePath: instancePath + "/data_type", schemaPath: "#/properties/data_type/const", keyword: "const", params: { allowedValue: "genome" }, message: "must be equal to constant" };
      if (vErrors === null) {
        vErrors = [err13];
      } else {
        vErrors.push(err13);
      }
      errors++;
    }
    if (typeof data.organism !== "string") {
      const err14 = { instancePath: instancePath + "/organism", schemaPath: "#/properties/organism/type", keyword: "type", params: { type: "string" }, message: "must be string" };
      if (vErrors === null) {
        vErrors = [err14];
      } else {
        vErrors.push(err14);
      }
      errors++;
    }
    if (typeof data.public !== "boolean") {
      const err15 = { instancePath: instancePath + "/public", schemaPath: "#/properties/public/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err15];
      } else {
        vErrors.push(err15);
      }
      errors++;
    }
    if (data.created_at !== void 0) {
      let data7 = data.created_at;
      if (typeof data7 === "string") {
        if (!formats0.test(data7)) {
          const err16 = { instancePath: instancePath + "/created_at", schemaPath: "#/definitions/timestamp/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
          if (vErrors === null) {
            vErrors = [err16];
          } else {
            vErrors.push(err16);
          }
          errors++;
        }
      } else {
        const err17 = { instancePath: instancePath + "/created_at", schemaPath: "#/definitions/timestamp/type", keyword: "type", params: { type: "string" }, message: "must be string" };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
    }
    let data8 = data.internal_control;
    if (typeof data8 !== "string" && data8 !== null) {
      const err18 = { instancePath: instancePath + "/internal_control", schemaPath: "#/properties/internal_control/type", keyword: "type", params: { type: schema11.properties.internal_control.type }, message: "must be string,null" };
      if (vErrors === null) {
        vErrors = [err18];
      } else {
        vErrors.push(err18);
      }
      errors++;
    }
    if (typeof data8 === "string") {
      if (!pattern2.test(data8)) {
        const err19 = { instancePath: instancePath + "/internal_control", schemaPath: "#/properties/internal_control/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$" }, message: 'must match pattern "^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$"' };
        if (vErrors === null) {
          vErrors = [err19];
        } else {
          vErrors.push(err19);
        }
        errors++;
      }
    }
    if (typeof data.restrict_source_types !== "boolean") {
      const err20 = { instancePath: instancePath + "/restrict_source_types", schemaPath: "#/properties/restrict_source_types/type", keyword: "type", params: { type: "boolean" }, message: "must be boolean" };
      if (vErrors === null) {
        vErrors = [err20];
      } else {
        vErrors.push(err20);
      }
      errors++;
    }
    let data10 = data.source_types;
    if (Array.isArray(data10)) {
      const len0 = data10.length;
      for (let i0 = 0; i0 < len0; i0++) {
        let data11 = data10[i0];
        if (typeof data11 === "string") {
          if (!pattern1.test(data11)) {
            const err21 = { instancePath: instancePath + "/source_types/" + i0, schemaPath: "#/definitions/name/pattern", keyword: "pattern", params: { pattern: "^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\s][^\\u0000-\\u001f\\u007f]*$" }, message: 'must match pattern "^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u001f\\u007f\\s][^\\u0000-\\u001f\\u007f]*$"' };
            if (vErrors === null) {
              vErrors = [err21];
            } else {
              vErrors.push(err21);
            }
            errors++;
          }
        } else {
          const err22 = { instancePath: instancePath + "/source_types/" + i0, schemaPath: "#/definitions/name/type", keyword: "type", params: { type: "string" }, message: "must be string" };
          if (vErrors === null) {
            vErrors = [err22];
          } else {
            vErrors.push(err22);
          }
          errors++;
        }
      }
    } else {
      const err23 = { instancePath: instancePath + "/source_types", schemaPath: "#/properties/source_types/type", keyword: "type", params: { type: "array" }, message: "must be array" };
      if (vErrors === null) {
        vErrors = [err23];
      } else {
        vErrors.push(err23);
      }
      errors++;
    }
    if (data.user !== void 0) {
      if (!validate11(data.user, { instancePath: instancePath + "/user", parentData: data, parentDataProperty: "user", rootData })) {
        vErrors = vErrors === null ? validate11.errors : vErrors.concat(validate11.errors);
        errors = vErrors.length;
      }
    }
    if (data.users !== void 0) {
      let data13 = data.users;
      if (Array.isArray(data13)) {
        const len1 = data13.length;
        for (let i1 = 0; i1 < len1; i1++) {
          if (!validate13(data13[i1], { instancePath: instancePath + "/users/" + i1, parentData: data13, parentDataProperty: i1, rootData })) {
            vErrors = vErrors === null ? validate13.errors : vErrors.concat(validate13.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err24 = { instancePath: instancePath + "/users", schemaPath: "#/properties/users/type", keyword: "type", params: { type: "array" }, message: "must be array" };
        if (vErrors === null) {
          vErrors = [err24];
        } else {
          vErrors.push(err24);
        }
        errors++;
      }
    }
    let data15 = data.groups;
    if (Array.isArray(data15)) {
      const len2 = data15.length;
      for (let i2 = 0; i2 < len2; i2++) {
        if (!validate15(data15[i2], { instancePath: instancePath + "/groups/" + i2, parentData: data15, parentDataProperty: i2, rootData })) {
          vErrors = vErrors === null ? validate15.errors : vErrors.concat(validate15.errors);
          errors = vErrors.length;
        }
      }
    } else {
      const err25 = { instancePath: instancePath + "/groups", schemaPath: "#/properties/groups/type", keyword: "type", params: { type: "array" }, message: "must be array" };
      if (vErrors === null) {
        vErrors = [err25];
      } else {
        vErrors.push(err25);
      }
      errors++;
    }
    if (data.cloned_from !== void 0) {
      let data17 = data.cloned_from;
      if (data17 && typeof data17 == "object" && !Array.isArray(data17)) {
        if (data17.id === void 0) {
          const err26 = { instancePath: instancePath + "/cloned_from", schemaPath: "#/properties/cloned_from/required", keyword: "required", params: { missingProperty: "id" }, message: "must have required property 'id'" };
          if (vErrors === null) {
            vErrors = [err26];
          } else {
            vErrors.push(err26);
          }
          errors++;
        }
        if (data17.name === void 0) {
          const err27 = { instancePath: instancePath + "/cloned_from", schemaPath: "#/properties/cloned_from/required", keyword: "required", params: { missingProperty: "name" }, message: "must have required property 'name'" };
          if (vErrors === null) {
            vErrors = [err27];
          } else {
            vErrors.push(err27);
          }
          errors++;
        }
        for (const key1 in data17) {
          if (!(key1 === "id" || key1 === "name")) {
            const err28 = { instancePath: instancePath + "/cloned_from", schemaPath: "#/properties/cloned_from/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err28];
            } else {
              vErrors.push(err28);
            }
            errors++;
          }
        }
        if (data17.id !== void 0) {
          if (typeof data17.id !== "string") {
            const err29 = { instancePath: instancePath + "/cloned_from/id", schemaPath: "#/properties/cloned_from/properties/id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err29];
            } else {
              vErrors.push(err29);
            }
            errors++;
          }
        }
        if (data17.name !== void 0) {
          if (typeof data17.name !== "string") {
            const err30 = { instancePath: instancePath + "/cloned_from/name", schemaPath: "#/properties/cloned_from/properties/name/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err30];
            } else {
              vErrors.push(err30);
            }
            errors++;
          }
        }
      } else {
        const err31 = { instancePath: instancePath + "/cloned_from", schemaPath: "#/properties/cloned_from/type", keyword: "type", params: { type: "object" }, message: "must be object" };
        if (vErrors === null) {
          vErrors = [err31];
        } else {
          vErrors.push(err31);
        }
        errors++;
      }
    }
    if (data.imported_from !== void 0) {
      let data20 = data.imported_from;
      if (data20 && typeof data20 == "object" && !Array.isArray(data20)) {
        if (data20.name === void 0) {
          const err32 = { instancePath: instancePath + "/imported_from", schemaPath: "#/properties/imported_from/required", keyword: "required", params: { missingProperty: "name" }, message: "must have required property 'name'" };
          if (vErrors === null) {
            vErrors = [err32];
          } else {
            vErrors.push(err32);
          }
          errors++;
        }
        for (const key2 in data20) {
          if (!(key2 === "id" || key2 === "name" || key2 === "user")) {
            const err33 = { instancePath: instancePath + "/imported_from", schemaPath: "#/properties/imported_from/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key2 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err33];
            } else {
              vErrors.push(err33);
            }
            errors++;
          }
        }
        if (data20.id !== void 0) {
          if (typeof data20.id !== "string") {
            const err34 = { instancePath: instancePath + "/imported_from/id", schemaPath: "#/properties/imported_from/properties/id/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err34];
            } else {
              vErrors.push(err34);
            }
            errors++;
          }
        }
        if (data20.name !== void 0) {
          if (typeof data20.name !== "string") {
            const err35 = { instancePath: instancePath + "/imported_from/name", schemaPath: "#/properties/imported_from/properties/name/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err35];
            } else {
              vErrors.push(err35);
            }
            errors++;
          }
        }
        if (data20.user !== void 0) {
          if (!validate11(data20.user, { instancePath: instancePath + "/imported_from/user", parentData: data20, parentDataProperty: "user", rootData })) {
            vErrors = vErrors === null ? validate11.errors : vErrors.concat(validate11.errors);
            errors = vErrors.length;
          }
        }
      } else {
        const err36 = { instancePath: instancePath + "/imported_from", schemaPath: "#/properties/imported_from/type", keyword: "type", params: { type: "object" }, message: "must be object" };
        if (vErrors === null) {
          vErrors = [err36];
        } else {
          vErrors.push(err36);
        }
        errors++;
      }
    }
    if (data.remotes_from !== void 0) {
      let data24 = data.remotes_from;
      if (data24 && typeof data24 == "object" && !Array.isArray(data24)) {
        if (data24.slug === void 0) {
          const err37 = { instancePath: instancePath + "/remotes_from", schemaPath: "#/properties/remotes_from/required", keyword: "required", params: { missingProperty: "slug" }, message: "must have required property 'slug'" };
          if (vErrors === null) {
            vErrors = [err37];
          } else {
            vErrors.push(err37);
          }
          errors++;
        }
        for (const key3 in data24) {
          if (!(key3 === "slug" || key3 === "last_checked" || key3 === "last_updated" || key3 === "release" || key3 === "installed" || key3 === "errors")) {
            const err38 = { instancePath: instancePath + "/remotes_from", schemaPath: "#/properties/remotes_from/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key3 }, message: "must NOT have additional properties" };
            if (vErrors === null) {
              vErrors = [err38];
            } else {
              vErrors.push(err38);
            }
            errors++;
          }
        }
        if (data24.slug !== void 0) {
          let data25 = data24.slug;
          if (typeof data25 === "string") {
            if (!pattern11.test(data25)) {
              const err39 = { instancePath: instancePath + "/remotes_from/slug", schemaPath: "#/properties/remotes_from/properties/slug/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+$" }, message: 'must match pattern "^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+$"' };
              if (vErrors === null) {
                vErrors = [err39];
              } else {
                vErrors.push(err39);
              }
              errors++;
            }
          } else {
            const err40 = { instancePath: instancePath + "/remotes_from/slug", schemaPath: "#/properties/remotes_from/properties/slug/type", keyword: "type", params: { type: "string" }, message: "must be string" };
            if (vErrors === null) {
              vErrors = [err40];
            } else {
              vErrors.push(err40);
            }
            errors++;
          }
        }
        if (data24.last_checked !== void 0) {
          let data26 = data24.last_checked;
          if (typeof data26 !== "string" && data26 !== null) {
            const err41 = { instancePath: instancePath + "/remotes_from/last_checked", schemaPath: "#/properties/remotes_from/properties/last_checked/type", keyword: "type", params: { type: schema11.properties.remotes_from.properties.last_checked.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err41];
            } else {
              vErrors.push(err41);
            }
            errors++;
          }
          if (typeof data26 === "string") {
            if (!formats0.test(data26)) {
              const err42 = { instancePath: instancePath + "/remotes_from/last_checked", schemaPath: "#/properties/remotes_from/properties/last_checked/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
              if (vErrors === null) {
                vErrors = [err42];
              } else {
                vErrors.push(err42);
              }
              errors++;
            }
          }
        }
        if (data24.last_updated !== void 0) {
          let data27 = data24.last_updated;
          if (typeof data27 !== "string" && data27 !== null) {
            const err43 = { instancePath: instancePath + "/remotes_from/last_updated", schemaPath: "#/properties/remotes_from/properties/last_updated/type", keyword: "type", params: { type: schema11.properties.remotes_from.properties.last_updated.type }, message: "must be string,null" };
            if (vErrors === null) {
              vErrors = [err43];
            } else {
              vErrors.push(err43);
            }
            errors++;
          }
          if (typeof data27 === "string") {
            if (!formats0.test(data27)) {
              const err44 = { instancePath: instancePath + "/remotes_from/last_updated", schemaPath: "#/properties/remotes_from/properties/last_updated/format", keyword: "format", params: { format: "date-time" }, message: 'must match format "date-time"' };
              if (vErrors === null) {
                vErrors = [err44];
              } else {
                vErrors.push(err44);
              }
              errors++;
            }
          }
        }
        if (data24.release !== void 0) {
          if (!validate18(data24.release, { instancePath: instancePath + "/remotes_from/release", parentData: data24, parentDataProperty: "release", rootData })) {
            vErrors = vErrors === null ? validate18.errors : vErrors.concat(validate18.errors);
            errors = vErrors.length;
          }
        }
        if (data24.installed !== void 0) {
          if (!validate18(data24.installed, { instancePath: instancePath + "/remotes_from/installed", parentData: data24, parentDataProperty: "installed", rootData })) {
            vErrors = vErrors === null ? validate18.errors : vErrors.concat(validate18.errors);
            errors = vErrors.length;
          }
        }
        if (data24.errors !== void 0) {
          let data30 = data24.errors;
          if (Array.isArray(data30)) {
            const len3 = data30.length;
            for (let i3 = 0; i3 < len3; i3++) {
              if (typeof data30[i3] !== "string") {
                const err45 = { instancePath: instancePath + "/remotes_from/errors/" + i3, schemaPath: "#/properties/remotes_from/properties/errors/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
                if (vErrors === null) {
                  vErrors = [err45];
                } else {
                  vErrors.push(err45);
                }
                errors++;
              }
            }
          } else {
            const err46 = { instancePath: instancePath + "/remotes_from/errors", schemaPath: "#/properties/remotes_from/properties/errors/type", keyword: "type", params: { type: "array" }, message: "must be array" };
            if (vErrors === null) {
              vErrors = [err46];
            } else {
              vErrors.push(err46);
            }
            errors++;
          }
        }
      } else {
        const err47 = { instancePath: instancePath + "/remotes_from", schemaPath: "#/properties/remotes_from/type", keyword: "type", params: { type: "object" }, message: "must be object" };
        if (vErrors === null) {
          vErrors = [err47];
        } else {
          vErrors.push(err47);
        }
        errors++;
      }
    }
  } else {
    const err48 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err48];
    } else {
      vErrors.push(err48);
    }
    errors++;
  }
  validate10.errors = vErrors;
  return errors === 0;
}
export {
  stdin_default as default,
  validate
};
