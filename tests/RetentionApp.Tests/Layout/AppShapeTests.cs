using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Webhooks.Topics;
using Xunit;

namespace RetentionApp.Tests.Layout;

/// <summary>Promises about the whole app that one forgotten line would break.</summary>
public sealed partial class AppShapeTests
{
    [Fact]
    public async Task Every_endpoint_is_behind_a_gate_unless_it_is_on_this_list()
    {
        await using var app = await TestApp.Start();
        var open = app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.Metadata.Any(metadata => metadata.GetType().Name == "Gate")).Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Empty(open.Where(route => route is not ("/healthz" or "/readyz" or "/webhooks" or "/proxy/assets/{name}" or "/assets/{version}/{**path}" or "/api/v1/openapi.json" or "/ext/{**preflight}") && !route.StartsWith("/auth/", StringComparison.Ordinal) && route != "/auth").ToList());
    }

    [Fact]
    public async Task Every_entity_can_be_read_and_counted_on_the_migrated_schema()
    {
        await using var app = await TestApp.Start();
        await app.Db(async db =>
        {
            foreach (var entity in db.Model.GetEntityTypes()) await (Task)typeof(AppShapeTests).GetMethod(nameof(ReadOne), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(entity.ClrType).Invoke(null, [db])!;
            Assert.True(db.Model.GetEntityTypes().Count() > 15);
            return true;
        });
    }

    [Fact]
    public void Every_table_has_the_shop_first_in_its_key_or_an_index()
    {
        var schema = string.Join('\n', Directory.GetFiles(Path.Combine(Repository.Root, "src", "RetentionApp", "Data", "Migrations"), "*.sql").Order().Select(File.ReadAllText));
        var tables = Table().Matches(schema).Select(match => (Name: match.Groups[1].Value, Columns: match.Groups[2].Value)).ToList();
        Assert.True(tables.Count > 15);
        var without = tables.Where(table => table.Name is not ("shops" or "data_protection_keys"))
            .Where(table => !table.Columns.Contains("PRIMARY KEY (shop_id", StringComparison.Ordinal) && !Regex.IsMatch(schema, $@"INDEX \w+ ON {table.Name} \(shop_id\b")).Select(table => table.Name);
        Assert.Empty(without);
    }

    [Fact]
    public void The_app_s_configuration_file_lists_exactly_the_topics_and_scopes_of_the_code()
    {
        var toml = File.ReadAllText(Path.Combine(Repository.Root, "shopify.app.toml"));
        var topics = Topic().Matches(toml).SelectMany(match => Quoted().Matches(match.Groups[1].Value)).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);
        Assert.Equal(TopicList.Topics.Keys.Order(StringComparer.Ordinal), topics);
        Assert.Equal(ShopifyOptions.Scopes, Regex.Match(toml, "(?m)^scopes = \"([^\"]*)\"").Groups[1].Value);
        Assert.Equal(ShopifyOptions.OptionalScopes.Split(','), Quoted().Matches(Regex.Match(toml, @"(?m)^optional_scopes = \[(.*)\]").Groups[1].Value).Select(match => match.Groups[1].Value));
        foreach (Match handler in Regex.Matches(toml, @"# Handled by (\S+\.cs)")) Assert.True(File.Exists(Path.Combine(Repository.Root, "src", "RetentionApp", handler.Groups[1].Value)), handler.Value);
    }

    [Fact]
    public void The_DevStore_delivers_only_topics_that_the_app_handles() =>
        Assert.Empty(DevStore.Webhooks.Topics.All.Except(TopicList.Topics.Keys));

    [Fact]
    public async Task It_is_alive_ready_and_names_no_server()
    {
        await using var app = await TestApp.Start();
        using var alive = await app.Http.GetAsync("/healthz");
        using var ready = await app.Http.GetAsync("/readyz");
        Assert.Equal(("ok", "ready"), (await alive.Content.ReadAsStringAsync(), await ready.Content.ReadAsStringAsync()));
        Assert.False(alive.Headers.Contains("Server"));
        await app.Tamper("DELETE FROM schema_versions");
        using var outdated = await app.Http.GetAsync("/readyz");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, outdated.StatusCode);
    }

    private static async Task ReadOne<T>(AppDb db) where T : class
    {
        await db.Set<T>().AsNoTracking().Take(1).ToListAsync();
        await db.Set<T>().CountAsync();
    }

    [GeneratedRegex(@"CREATE TABLE (\w+) \((.*?)\n\);", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex(@"(?m)^(?:compliance_)?topics = \[([^\]]*)\]")]
    private static partial Regex Topic();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();
}
