using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Api;
using Xunit;

namespace RetentionApp.Tests.Api;

/// <summary>The document is complete, true, and of the form that OpenAPI 3.1 has.</summary>
public sealed partial class OpenApiTests : IAsyncLifetime
{
    private ApiHost host = null!;
    private JsonElement document;

    public async Task InitializeAsync()
    {
        host = await ApiHost.Start();
        var said = await host.Send(HttpMethod.Get, "openapi.json", null, null);
        Assert.Equal(HttpStatusCode.OK, said.Status);
        document = said.Body;
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public void Every_route_is_in_it_and_nothing_else()
    {
        var routes = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal) && !endpoint.RoutePattern.RawText.Contains("{**") && !endpoint.RoutePattern.RawText.EndsWith("openapi.json", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!["/api/v1".Length..]}"));
        var described = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.True(ApiModule.Operations.Count > 8);
    }

    [Fact]
    public void It_has_the_form_of_OpenAPI_3_1()
    {
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        foreach (var needed in new[] { "title", "version" }) Assert.NotEmpty(document.GetProperty("info").GetProperty(needed).GetString()!);
        Assert.Equal("https://app.example/api/v1", document.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Equal(("http", "bearer"), document.GetProperty("components").GetProperty("securitySchemes").GetProperty("key") is var key ? (key.GetProperty("type").GetString(), key.GetProperty("scheme").GetString()) : default);
        var operations = Operations();
        Assert.Equal(operations.Count, operations.Select(one => one.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (path, operation) in document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => (path.Name, method.Value))))
        {
            Assert.StartsWith("/", path);
            foreach (var needed in new[] { "operationId", "summary", "description" }) Assert.NotEmpty(operation.GetProperty(needed).GetString()!);
            var inPath = operation.GetProperty("parameters").EnumerateArray().Where(one => one.GetProperty("in").GetString() == "path").ToList();
            Assert.Equal(Hole().Matches(path).Select(hole => hole.Groups[1].Value), inPath.Select(one => one.GetProperty("name").GetString()!));
            Assert.All(inPath, one => Assert.True(one.GetProperty("required").GetBoolean()));
            Assert.All(operation.GetProperty("parameters").EnumerateArray(), one => Assert.True(one.TryGetProperty("schema", out _)));
            var answers = operation.GetProperty("responses").EnumerateObject().ToDictionary(answer => answer.Name, answer => answer.Value);
            Assert.All(answers, answer => Assert.NotEmpty(answer.Value.GetProperty("description").GetString()!));
            Assert.Superset(new HashSet<string> { "401", "403", "429", "500" }, answers.Keys.ToHashSet());
            Assert.Contains(answers.Keys, status => status is "200" or "201");
            if (inPath.Count > 0) Assert.Contains("404", answers.Keys);
        }
    }

    [Fact]
    public void Every_reference_leads_to_a_schema_and_every_schema_is_used()
    {
        var referred = Reference().Matches(document.GetRawText()).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(document.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name).Order(), referred.Order());
        Assert.Contains("CustomerPage", referred);
        Assert.Contains("PointsRequest", referred);
    }

    [Fact]
    public void Every_example_fits_its_schema()
    {
        var checkedExamples = 0;
        foreach (var content in Operations().SelectMany(Contents))
        {
            if (!content.TryGetProperty("example", out var example)) continue;
            Fits(content.GetProperty("schema"), example, "example");
            checkedExamples++;
        }
        Assert.True(checkedExamples >= ApiModule.Operations.Count * 2);
    }

    [Fact]
    public async Task What_is_really_answered_fits_its_schema()
    {
        await host.Give(ApiHost.Anna, 1240);
        await host.Post($"customers/{ApiHost.Anna}/redemptions", new { rewardId = (await host.Count($"SELECT MIN(id) FROM rewards WHERE shop_id = 1")).ToString(), idempotencyKey = "k" });
        foreach (var operation in ApiModule.Operations.Where(operation => operation.Method == "GET"))
        {
            var said = await host.Get("/api/v1" + operation.Path.Replace("{customer}", ApiHost.Anna.ToString()).Replace("{id}", (await host.Count($"SELECT MIN(id) FROM redemptions")).ToString()));
            Assert.Equal(HttpStatusCode.OK, said.Status);
            Fits(document.GetProperty("paths").GetProperty(operation.Path).GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema"), said.Body, operation.Id);
        }
        var refused = await host.Get("customers/5");
        Fits(document.GetProperty("components").GetProperty("schemas").GetProperty("Problem"), refused.Body, "a problem");
    }

    [Fact]
    public void Every_scope_is_needed_by_an_operation_and_known() =>
        Assert.Equal(ApiScopes.All.Select(scope => scope.Name).Order(), ApiModule.Operations.Select(operation => operation.Scope).Distinct().Order());

    private List<JsonElement> Operations() => [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => method.Value))];

    private static IEnumerable<JsonElement> Contents(JsonElement operation) =>
        operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Value).Append(operation.TryGetProperty("requestBody", out var body) ? body : default)
            .Where(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("content", out _)).SelectMany(one => one.GetProperty("content").EnumerateObject().Select(content => content.Value));

    /// <summary>The part of JSON Schema that our schemas use.</summary>
    private void Fits(JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference)) schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        if (schema.TryGetProperty("anyOf", out var any))
        {
            if (value.ValueKind != JsonValueKind.Null) Fits(any[0], value, where);
            return;
        }
        if (schema.TryGetProperty("enum", out var values)) Assert.True(values.EnumerateArray().Any(one => one.ToString() == value.ToString()), $"{where} is {value}");
        if (schema.TryGetProperty("type", out var type))
        {
            var kinds = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!).ToList() : [type.GetString()!];
            var kind = value.ValueKind switch
            {
                JsonValueKind.Object => "object", JsonValueKind.Array => "array", JsonValueKind.String => "string", JsonValueKind.Null => "null", JsonValueKind.True or JsonValueKind.False => "boolean",
                _ => value.TryGetInt64(out _) ? "integer" : "number",
            };
            Assert.True(kinds.Contains(kind), $"{where} is {kind}, not {string.Join(" or ", kinds)}");
        }
        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in value.EnumerateObject())
            {
                Assert.True(properties.TryGetProperty(property.Name, out var inner), $"{where} has {property.Name}, which the schema does not know");
                Fits(inner, property.Value, $"{where}.{property.Name}");
            }
            foreach (var needed in schema.TryGetProperty("required", out var required) ? required.EnumerateArray().ToList() : []) Assert.True(value.TryGetProperty(needed.GetString()!, out _), $"{where} lacks {needed}");
        }
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items)) foreach (var one in value.EnumerateArray()) Fits(items, one, where + "[]");
    }

    [GeneratedRegex(@"\{(\w+)\}")] private static partial Regex Hole();
    [GeneratedRegex("\"#/components/schemas/(\\w+)\"")] private static partial Regex Reference();
}
