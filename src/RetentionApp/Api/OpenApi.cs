using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Unicode;
using RetentionApp.Shopify;

namespace RetentionApp.Api;

/// <summary>
/// The OpenAPI 3.1 document, made from the operations that the routes are made from and from the types that are really read
/// and written.
/// </summary>
internal sealed class OpenApi(ShopifyOptions options)
{
    private static readonly Dictionary<int, string> Refusals = new()
    {
        [400] = "The cursor is not one of this list.", [404] = "This shop has no such customer or thing.", [409] = "It cannot be done as things are, or the idempotency key stands for another request.",
        [413] = "The body is larger than 16 KB.", [415] = "The body is not JSON.", [422] = "A value is not valid; the detail says which and why.", [429] = "Too many requests; see Retry-After.",
        [500] = "Something failed on our side and was logged.",
    };

    private readonly Dictionary<Type, string> named = [];
    private readonly JsonObject schemas = [];
    private byte[]? written;

    internal Task Write(HttpContext http)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "public, max-age=300";
        return http.Response.Body.WriteAsync(Bytes(), http.RequestAborted).AsTask();
    }

    private byte[] Bytes()
    {
        lock (schemas) return written ??= JsonSerializer.SerializeToUtf8Bytes(Document(), new JsonSerializerOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
    }

    private JsonObject Document()
    {
        var problem = Reference(typeof(ApiProblem));
        var paths = new JsonObject();
        foreach (var operation in ApiModule.Operations)
        {
            if (paths[operation.Path] is not JsonObject path) paths[operation.Path] = path = [];
            path[operation.Method.ToLowerInvariant()] = Describe(operation, problem);
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "RetentionApp API", ["version"] = "1.0.0", ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
                ["description"] = "Points, rewards and redemptions of one shop, for the merchant's own programs. Ids are text, times are ISO 8601 in UTC, money is decimal text with its currency. "
                    + "Lists are read page by page with the cursor in next. Whatever changes something takes an idempotency key: the same key with the same body is done once and answered alike.",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = options.AppUrl + ApiModule.Prefix }),
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. ApiModule.Operations.Select(operation => operation.Tag).Distinct().Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject
                    {
                        ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "rk_…",
                        ["description"] = "A key of the shop, made in the admin under Settings, API keys. Its scopes: " + string.Join("; ", ApiScopes.All.Select(scope => $"{scope.Name}: {scope.Allows.ToLowerInvariant()}")) + ".",
                    },
                },
            },
        };
    }

    private JsonObject Describe(ApiOperation operation, JsonObject problem)
    {
        var answers = new JsonObject
        {
            [operation.Status.ToString()] = new JsonObject
            {
                ["description"] = operation.Summary, ["headers"] = Limits(),
                ["content"] = Content("application/json", Reference(operation.Answer.GetType()), operation.Answer),
            },
            ["401"] = new JsonObject { ["description"] = "The key is missing, wrong, revoked or expired. The body is empty." },
            ["403"] = new JsonObject { ["description"] = $"The key lacks the scope {operation.Scope}. The body is empty; WWW-Authenticate names the scope." },
        };
        foreach (var status in operation.Problems.Append(429).Append(500).Order())
            answers[status.ToString()] = new JsonObject { ["description"] = Refusals[status], ["content"] = Content("application/problem+json", problem.DeepClone(), status == 429 ? ApiProblem.TooMany : null) };
        var described = new JsonObject
        {
            ["operationId"] = operation.Id, ["tags"] = new JsonArray(operation.Tag), ["summary"] = operation.Summary, ["description"] = $"{operation.Explained} Needs the scope `{operation.Scope}`.",
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray(operation.Scope) }), ["parameters"] = new JsonArray([.. InPath(operation), .. operation.Query.Select(InQuery)]),
        };
        if (operation.Body is { } body) described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", Reference(body.GetType()), body) };
        described["responses"] = answers;
        return described;
    }

    private static IEnumerable<JsonNode> InPath(ApiOperation operation) => operation.Path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).Select(name => new JsonObject
    {
        ["name"] = name, ["in"] = "path", ["required"] = true, ["description"] = name == "customer" ? "Shopify's number of the customer." : "The id, as the lists have it.",
        ["schema"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]+$" }, ["example"] = name == "customer" ? "207119551" : "17",
    });

    private static JsonNode InQuery(ApiParameter parameter)
    {
        var schema = new JsonObject { ["type"] = parameter.Type };
        if (parameter.Format is { } format) schema["format"] = format;
        if (parameter == ApiParameter.Limit) (schema["minimum"], schema["maximum"], schema["default"]) = (1, ApiCall.MostPerPage, 50);
        var described = new JsonObject { ["name"] = parameter.Name, ["in"] = "query", ["required"] = false, ["description"] = parameter.Explained, ["schema"] = schema };
        if (parameter.Example is { } example) described["example"] = JsonSerializer.SerializeToNode(example);
        return described;
    }

    private static JsonObject Content(string type, JsonNode schema, object? example)
    {
        var content = new JsonObject { ["schema"] = schema };
        if (example is not null) content["example"] = JsonSerializer.SerializeToNode(example, example.GetType(), ApiJson.Options);
        return new JsonObject { [type] = content };
    }

    private static JsonObject Limits() => new()
    {
        ["RateLimit-Limit"] = new JsonObject { ["description"] = "Requests a second, on average.", ["schema"] = new JsonObject { ["type"] = "integer" } },
        ["RateLimit-Remaining"] = new JsonObject { ["description"] = "Requests that would be let through at once.", ["schema"] = new JsonObject { ["type"] = "integer" } },
    };

    /// <summary>A reference to the type's schema, which is written the first time it is needed.</summary>
    private JsonObject Reference(Type type)
    {
        if (!named.TryGetValue(type, out var name))
        {
            named[type] = name = Name(type);
            schemas[name] = Schema(type);
        }
        return new JsonObject { ["$ref"] = "#/components/schemas/" + name };
    }

    private JsonNode Schema(Type type) => ApiJson.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) =>
        {
            // Our own records inside others are references, so that each is described once.
            var inner = context.TypeInfo.Type;
            if (context.Path.Length > 0 && inner.Assembly == typeof(OpenApi).Assembly && !inner.IsEnum)
            {
                var reference = Reference(inner);
                if (schema is JsonObject { } written && written["type"] is JsonArray kinds && kinds.Any(kind => (string?)kind == "null")) schema = new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) };
                else schema = reference;
            }
            if (schema is JsonObject described && context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), true) is [DescriptionAttribute explained, ..])
                described["description"] = explained.Description;
            return schema;
        },
    });

    private static string Name(Type type) => type.IsGenericType ? Name(type.GetGenericArguments()[0]) + "Page"
        : type.Name.Replace("Answer", "", StringComparison.Ordinal).Replace("Wish", "Request", StringComparison.Ordinal) is "ApiProblem" ? "Problem"
        : type.Name.Replace("Answer", "", StringComparison.Ordinal).Replace("Wish", "Request", StringComparison.Ordinal);
}
