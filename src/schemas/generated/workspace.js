// Made from schemas/workspace.schema.json by `npm run schemas`. Not to be edited.

// <stdin>
var validate = validate10;
var stdin_default = validate10;
var schema11 = { "$schema": "http://json-schema.org/draft-07/schema#", "$id": "urn:refkit:schema:workspace:1", "type": "object", "required": ["format"], "additionalProperties": false, "properties": { "format": { "const": 1 }, "host": { "type": "string", "pattern": "^[A-Za-z0-9:._%-]+$", "default": "127.0.0.1" }, "port": { "type": "integer", "minimum": 0, "maximum": 65535, "default": 9950 }, "trust_proxy": { "type": ["boolean", "array"], "items": { "type": "string", "pattern": "^[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?$" }, "default": false }, "log_level": { "enum": ["fatal", "error", "warn", "info", "debug", "trace", "silent"], "default": "info" }, "wait_seconds": { "type": "number", "minimum": 0, "maximum": 3600, "default": 10 }, "max_body_bytes": { "type": "integer", "minimum": 1024, "maximum": 1073741824, "default": 16777216 }, "max_upload_bytes": { "type": "integer", "minimum": 1024, "maximum": 9007199254740991, "default": 2147483648 }, "shutdown_seconds": { "type": "number", "minimum": 0, "maximum": 3600, "default": 60 }, "failed_logins": { "type": "object", "additionalProperties": false, "properties": { "count": { "type": "integer", "minimum": 1, "maximum": 1e6, "default": 10 }, "per_seconds": { "type": "integer", "minimum": 1, "maximum": 86400, "default": 300 } }, "default": { "count": 10, "per_seconds": 300 } } } };
var func2 = Object.prototype.hasOwnProperty;
var pattern0 = new RegExp("^[A-Za-z0-9:._%-]+$", "");
var pattern1 = new RegExp("^[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?$", "");
function validate10(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) {
  ;
  let vErrors = null;
  let errors = 0;
  if (data && typeof data == "object" && !Array.isArray(data)) {
    if (data.host === void 0) {
      data.host = "127.0.0.1";
    }
    if (data.port === void 0) {
      data.port = 9950;
    }
    if (data.trust_proxy === void 0) {
      data.trust_proxy = false;
    }
    if (data.log_level === void 0) {
      data.log_level = "info";
    }
    if (data.wait_seconds === void 0) {
      data.wait_seconds = 10;
    }
    if (data.max_body_bytes === void 0) {
      data.max_body_bytes = 16777216;
    }
    if (data.max_upload_bytes === void 0) {
      data.max_upload_bytes = 2147483648;
    }
    if (data.shutdown_seconds === void 0) {
      data.shutdown_seconds = 60;
    }
    if (data.failed_logins === void 0) {
      data.failed_logins = { "count": 10, "per_seconds": 300 };
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
    for (const key0 in data) {
      if (!func2.call(schema11.properties, key0)) {
        const err1 = { instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 }, message: "must NOT have additional properties" };
        if (vErrors === null) {
          vErrors = [err1];
        } else {
          vErrors.push(err1);
        }
        errors++;
      }
    }
    if (data.format !== void 0) {
      if (1 !== data.format) {
        const err2 = { instancePath: instancePath + "/format", schemaPath: "#/properties/format/const", keyword: "const", params: { allowedValue: 1 }, message: "must be equal to constant" };
        if (vErrors === null) {
          vErrors = [err2];
        } else {
          vErrors.push(err2);
        }
        errors++;
      }
    }
    let data1 = data.host;
    if (typeof data1 === "string") {
      if (!pattern0.test(data1)) {
        const err3 = { instancePath: instancePath + "/host", schemaPath: "#/properties/host/pattern", keyword: "pattern", params: { pattern: "^[A-Za-z0-9:._%-]+$" }, message: 'must match pattern "^[A-Za-z0-9:._%-]+$"' };
        if (vErrors === null) {
          vErrors = [err3];
        } else {
          vErrors.push(err3);
        }
        errors++;
      }
    } else {
      const err4 = { instancePath: instancePath + "/host", schemaPath: "#/properties/host/type", keyword: "type", params: { type: "string" }, message: "must be string" };
      if (vErrors === null) {
        vErrors = [err4];
      } else {
        vErrors.push(err4);
      }
      errors++;
    }
    let data2 = data.port;
    if (!(typeof data2 == "number" && (!(data2 % 1) && !isNaN(data2)) && isFinite(data2))) {
      const err5 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
      if (vErrors === null) {
        vErrors = [err5];
      } else {
        vErrors.push(err5);
      }
      errors++;
    }
    if (typeof data2 == "number" && isFinite(data2)) {
      if (data2 > 65535 || isNaN(data2)) {
        const err6 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/maximum", keyword: "maximum", params: { comparison: "<=", limit: 65535 }, message: "must be <= 65535" };
        if (vErrors === null) {
          vErrors = [err6];
        } else {
          vErrors.push(err6);
        }
        errors++;
      }
      if (data2 < 0 || isNaN(data2)) {
        const err7 = { instancePath: instancePath + "/port", schemaPath: "#/properties/port/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
        if (vErrors === null) {
          vErrors = [err7];
        } else {
          vErrors.push(err7);
        }
        errors++;
      }
    }
    let data3 = data.trust_proxy;
    if (typeof data3 !== "boolean" && !Array.isArray(data3)) {
      const err8 = { instancePath: instancePath + "/trust_proxy", schemaPath: "#/properties/trust_proxy/type", keyword: "type", params: { type: schema11.properties.trust_proxy.type }, message: "must be boolean,array" };
      if (vErrors === null) {
        vErrors = [err8];
      } else {
        vErrors.push(err8);
      }
      errors++;
    }
    if (Array.isArray(data3)) {
      const len0 = data3.length;
      for (let i0 = 0; i0 < len0; i0++) {
        let data4 = data3[i0];
        if (typeof data4 === "string") {
          if (!pattern1.test(data4)) {
            const err9 = { instancePath: instancePath + "/trust_proxy/" + i0, schemaPath: "#/properties/trust_proxy/items/pattern", keyword: "pattern", params: { pattern: "^[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?$" }, message: 'must match pattern "^[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?$"' };
            if (vErrors === null) {
              vErrors = [err9];
            } else {
              vErrors.push(err9);
            }
            errors++;
          }
        } else {
          const err10 = { instancePath: instancePath + "/trust_proxy/" + i0, schemaPath: "#/properties/trust_proxy/items/type", keyword: "type", params: { type: "string" }, message: "must be string" };
          if (vErrors === null) {
            vErrors = [err10];
          } else {
            vErrors.push(err10);
          }
          errors++;
        }
      }
    }
    let data5 = data.log_level;
    if (!(data5 === "fatal" || data5 === "error" || data5 === "warn" || data5 === "info" || data5 === "debug" || data5 === "trace" || data5 === "silent")) {
      const err11 = { instancePath: instancePath + "/log_level", schemaPath: "#/properties/log_level/enum", keyword: "enum", params: { allowedValues: schema11.properties.log_level.enum }, message: "must be equal to one of the allowed values" };
      if (vErrors === null) {
        vErrors = [err11];
      } else {
        vErrors.push(err11);
      }
      errors++;
    }
    let data6 = data.wait_seconds;
    if (typeof data6 == "number" && isFinite(data6)) {
      if (data6 > 3600 || isNaN(data6)) {
        const err12 = { instancePath: instancePath + "/wait_seconds", schemaPath: "#/properties/wait_seconds/maximum", keyword: "maximum", params: { comparison: "<=", limit: 3600 }, message: "must be <= 3600" };
        if (vErrors === null) {
          vErrors = [err12];
        } else {
          vErrors.push(err12);
        }
        errors++;
      }
      if (data6 < 0 || isNaN(data6)) {
        const err13 = { instancePath: instancePath + "/wait_seconds", schemaPath: "#/properties/wait_seconds/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
        if (vErrors === null) {
          vErrors = [err13];
        } else {
          vErrors.push(err13);
        }
        errors++;
      }
    } else {
      const err14 = { instancePath: instancePath + "/wait_seconds", schemaPath: "#/properties/wait_seconds/type", keyword: "type", params: { type: "number" }, message: "must be number" };
      if (vErrors === null) {
        vErrors = [err14];
      } else {
        vErrors.push(err14);
      }
      errors++;
    }
    let data7 = data.max_body_bytes;
    if (!(typeof data7 == "number" && (!(data7 % 1) && !isNaN(data7)) && isFinite(data7))) {
      const err15 = { instancePath: instancePath + "/max_body_bytes", schemaPath: "#/properties/max_body_bytes/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
      if (vErrors === null) {
        vErrors = [err15];
      } else {
        vErrors.push(err15);
      }
      errors++;
    }
    if (typeof data7 == "number" && isFinite(data7)) {
      if (data7 > 1073741824 || isNaN(data7)) {
        const err16 = { instancePath: instancePath + "/max_body_bytes", schemaPath: "#/properties/max_body_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1073741824 }, message: "must be <= 1073741824" };
        if (vErrors === null) {
          vErrors = [err16];
        } else {
          vErrors.push(err16);
        }
        errors++;
      }
      if (data7 < 1024 || isNaN(data7)) {
        const err17 = { instancePath: instancePath + "/max_body_bytes", schemaPath: "#/properties/max_body_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1024 }, message: "must be >= 1024" };
        if (vErrors === null) {
          vErrors = [err17];
        } else {
          vErrors.push(err17);
        }
        errors++;
      }
    }
    let data8 = data.max_upload_bytes;
    if (!(typeof data8 == "number" && (!(data8 % 1) && !isNaN(data8)) && isFinite(data8))) {
      const err18 = { instancePath: instancePath + "/max_upload_bytes", schemaPath: "#/properties/max_upload_bytes/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
      if (vErrors === null) {
        vErrors = [err18];
      } else {
        vErrors.push(err18);
      }
      errors++;
    }
    if (typeof data8 == "number" && isFinite(data8)) {
      if (data8 > 9007199254740991 || isNaN(data8)) {
        const err19 = { instancePath: instancePath + "/max_upload_bytes", schemaPath: "#/properties/max_upload_bytes/maximum", keyword: "maximum", params: { comparison: "<=", limit: 9007199254740991 }, message: "must be <= 9007199254740991" };
        if (vErrors === null) {
          vErrors = [err19];
        } else {
          vErrors.push(err19);
        }
        errors++;
      }
      if (data8 < 1024 || isNaN(data8)) {
        const err20 = { instancePath: instancePath + "/max_upload_bytes", schemaPath: "#/properties/max_upload_bytes/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1024 }, message: "must be >= 1024" };
        if (vErrors === null) {
          vErrors = [err20];
        } else {
          vErrors.push(err20);
        }
        errors++;
      }
    }
    let data9 = data.shutdown_seconds;
    if (typeof data9 == "number" && isFinite(data9)) {
      if (data9 > 3600 || isNaN(data9)) {
        const err21 = { instancePath: instancePath + "/shutdown_seconds", schemaPath: "#/properties/shutdown_seconds/maximum", keyword: "maximum", params: { comparison: "<=", limit: 3600 }, message: "must be <= 3600" };
        if (vErrors === null) {
          vErrors = [err21];
        } else {
          vErrors.push(err21);
        }
        errors++;
      }
      if (data9 < 0 || isNaN(data9)) {
        const err22 = { instancePath: instancePath + "/shutdown_seconds", schemaPath: "#/properties/shutdown_seconds/minimum", keyword: "minimum", params: { comparison: ">=", limit: 0 }, message: "must be >= 0" };
        if (vErrors === null) {
          vErrors = [err22];
        } else {
          vErrors.push(err22);
        }
        errors++;
      }
    } else {
      const err23 = { instancePath: instancePath + "/shutdown_seconds", schemaPath: "#/properties/shutdown_seconds/type", keyword: "type", params: { type: "number" }, message: "must be number" };
      if (vErrors === null) {
        vErrors = [err23];
      } else {
        vErrors.push(err23);
      }
      errors++;
    }
    let data10 = data.failed_logins;
    if (data10 && typeof data10 == "object" && !Array.isArray(data10)) {
      if (data10.count === void 0) {
        data10.count = 10;
      }
      if (data10.per_seconds === void 0) {
        data10.per_seconds = 300;
      }
      for (const key1 in data10) {
        if (!(key1 === "count" || key1 === "per_seconds")) {
          const err24 = { instancePath: instancePath + "/failed_logins", schemaPath: "#/properties/failed_logins/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 }, message: "must NOT have additional properties" };
          if (vErrors === null) {
            vErrors = [err24];
          } else {
            vErrors.push(err24);
          }
          errors++;
        }
      }
      let data11 = data10.count;
      if (!(typeof data11 == "number" && (!(data11 % 1) && !isNaN(data11)) && isFinite(data11))) {
        const err25 = { instancePath: instancePath + "/failed_logins/count", schemaPath: "#/properties/failed_logins/properties/count/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        if (vErrors === null) {
          vErrors = [err25];
        } else {
          vErrors.push(err25);
        }
        errors++;
      }
      if (typeof data11 == "number" && isFinite(data11)) {
        if (data11 > 1e6 || isNaN(data11)) {
          const err26 = { instancePath: instancePath + "/failed_logins/count", schemaPath: "#/properties/failed_logins/properties/count/maximum", keyword: "maximum", params: { comparison: "<=", limit: 1e6 }, message: "must be <= 1000000" };
          if (vErrors === null) {
            vErrors = [err26];
          } else {
            vErrors.push(err26);
          }
          errors++;
        }
        if (data11 < 1 || isNaN(data11)) {
          const err27 = { instancePath: instancePath + "/failed_logins/count", schemaPath: "#/properties/failed_logins/properties/count/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          if (vErrors === null) {
            vErrors = [err27];
          } else {
            vErrors.push(err27);
          }
          errors++;
        }
      }
      let data12 = data10.per_seconds;
      if (!(typeof data12 == "number" && (!(data12 % 1) && !isNaN(data12)) && isFinite(data12))) {
        const err28 = { instancePath: instancePath + "/failed_logins/per_seconds", schemaPath: "#/properties/failed_logins/properties/per_seconds/type", keyword: "type", params: { type: "integer" }, message: "must be integer" };
        if (vErrors === null) {
          vErrors = [err28];
        } else {
          vErrors.push(err28);
        }
        errors++;
      }
      if (typeof data12 == "number" && isFinite(data12)) {
        if (data12 > 86400 || isNaN(data12)) {
          const err29 = { instancePath: instancePath + "/failed_logins/per_seconds", schemaPath: "#/properties/failed_logins/properties/per_seconds/maximum", keyword: "maximum", params: { comparison: "<=", limit: 86400 }, message: "must be <= 86400" };
          if (vErrors === null) {
            vErrors = [err29];
          } else {
            vErrors.push(err29);
          }
          errors++;
        }
        if (data12 < 1 || isNaN(data12)) {
          const err30 = { instancePath: instancePath + "/failed_logins/per_seconds", schemaPath: "#/properties/failed_logins/properties/per_seconds/minimum", keyword: "minimum", params: { comparison: ">=", limit: 1 }, message: "must be >= 1" };
          if (vErrors === null) {
            vErrors = [err30];
          } else {
            vErrors.push(err30);
          }
          errors++;
        }
      }
    } else {
      const err31 = { instancePath: instancePath + "/failed_logins", schemaPath: "#/properties/failed_logins/type", keyword: "type", params: { type: "object" }, message: "must be object" };
      if (vErrors === null) {
        vErrors = [err31];
      } else {
        vErrors.push(err31);
      }
      errors++;
    }
  } else {
    const err32 = { instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" }, message: "must be object" };
    if (vErrors === null) {
      vErrors = [err32];
    } else {
      vErrors.push(err32);
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
