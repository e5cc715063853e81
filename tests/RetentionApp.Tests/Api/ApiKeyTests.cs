using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Api;
using RetentionApp.Data;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Api;

/// <summary>Who is let in, with which key, and how often.</summary>
public sealed class ApiKeyTests : IAsyncLifetime
{
    private ApiHost host = null!;

    public async Task InitializeAsync() => host = await ApiHost.Start();
    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_missing_wrong_or_foreign_key_is_401_with_an_empty_body()
    {
        string?[] wrong =
        [
            null, "", "rk_", "shpat_123", host.Key[..^1], host.Key + "x", host.Key[..15] + "_" + new string('A', 43), "Basic " + host.Key, "Bearer", host.Key.ToUpperInvariant(), "rk_aaaaaaaaaaaa_" + host.Key[16..],
        ];
        foreach (var key in wrong)
        {
            var said = await host.Send(HttpMethod.Get, "customers", null, key);
            Assert.True(said.Status == HttpStatusCode.Unauthorized, $"“{key}” was answered {said.Status}");
            Assert.Equal(("", "Bearer"), (said.Text, said.Header("WWW-Authenticate")));
        }
        Assert.Equal(HttpStatusCode.OK, (await host.Get("customers")).Status);
    }

    [Fact]
    public async Task A_revoked_or_expired_key_and_the_key_of_an_uninstalled_shop_are_401()
    {
        var keys = host.Services.GetRequiredService<ApiKeys>();
        var made = (await keys.Make(1, "Old", ["customers:read"], null, "42"))!;
        Assert.Equal(HttpStatusCode.OK, (await host.Get("customers", made.Key)).Status);
        Assert.False(await keys.Revoke(2, made.Id));
        Assert.Equal(HttpStatusCode.OK, (await host.Get("customers", made.Key)).Status);
        Assert.True(await keys.Revoke(1, made.Id));
        Assert.False(await keys.Revoke(1, made.Id));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Get("customers", made.Key)).Status);

        var brief = await host.MakeKey(["customers:read"], expires: host.Now.AddDays(1));
        Assert.Equal(HttpStatusCode.OK, (await host.Get("customers", brief)).Status);
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Get("customers", brief)).Status);

        await host.Do<AppDb>(db => db.Write(async () => await db.Sql.Execute($"UPDATE shops SET uninstalled_at = {host.Now} WHERE id = 1")));
        host.Services.GetRequiredService<ShopDirectory>().Forget(1);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Get("customers")).Status);
    }

    [Fact]
    public async Task A_revocation_by_another_instance_is_believed_within_seconds()
    {
        Assert.Equal(HttpStatusCode.OK, (await host.Get("customers")).Status);
        await host.Do<AppDb>(db => db.Write(async () => await db.Sql.Execute($"UPDATE api_keys SET revoked_at = {host.Now}")));
        host.Clock.Advance(ApiKeys.Believed);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Get("customers")).Status);
    }

    [Fact]
    public async Task Only_a_hash_of_the_key_is_kept()
    {
        var secret = host.Key[16..];
        Assert.Equal(43, secret.Length);
        var row = (await host.Services.GetRequiredService<ApiKeys>().All(1)).Single();
        Assert.Equal(host.Key[..15], row.Prefix);
        Assert.Equal(32, row.Hash.Length);
        Assert.DoesNotContain(secret, string.Join(' ', row.Name, row.Prefix, row.Scopes, Convert.ToBase64String(row.Hash)));
    }

    /// <summary>Every operation with a key that has all scopes but its own, and with its own alone.</summary>
    [Fact]
    public async Task Every_operation_needs_its_scope_and_no_other()
    {
        foreach (var operation in ApiModule.Operations)
        {
            var path = "/api/v1" + operation.Path.Replace("{customer}", ApiHost.Anna.ToString()).Replace("{id}", "1");
            var others = await host.MakeKey([.. ApiScopes.All.Select(scope => scope.Name).Where(scope => scope != operation.Scope)]);
            var refused = await host.Send(new HttpMethod(operation.Method), path, null, others);
            Assert.True(refused.Status == HttpStatusCode.Forbidden, $"{operation.Id} was answered {refused.Status}");
            Assert.Equal("", refused.Text);
            Assert.Contains($"scope=\"{operation.Scope}\"", refused.Header("WWW-Authenticate"));
            var allowed = await host.Send(new HttpMethod(operation.Method), path, null, await host.MakeKey([operation.Scope]));
            Assert.True(allowed.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.InternalServerError), $"{operation.Id} was answered {allowed.Status}");
        }
    }

    [Fact]
    public async Task Beyond_its_rate_a_key_is_429_with_the_time_to_wait_and_others_are_not_held_up()
    {
        for (var n = 1; n <= ApiLimit.AtOnce; n++)
        {
            var said = await host.Get("customers?limit=1");
            Assert.Equal((HttpStatusCode.OK, (ApiLimit.AtOnce - n).ToString()), (said.Status, said.Header("RateLimit-Remaining")));
        }
        var refused = await host.Get("customers");
        Assert.Equal((HttpStatusCode.TooManyRequests, "1", "0", "40"), (refused.Status, refused.Header("Retry-After"), refused.Header("RateLimit-Remaining"), refused.Header("RateLimit-Limit")));
        Assert.Equal(("application/problem+json", "too_many_requests"), (refused.ContentType, refused["code"]));
        Assert.Equal(HttpStatusCode.OK, (await host.Get("customers", await host.MakeKey(["customers:read"]))).Status);
        host.Clock.Advance(TimeSpan.FromMilliseconds(25));
        Assert.Equal(HttpStatusCode.OK, (await host.Get("customers")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await host.Get("customers")).Status);
    }

    [Fact]
    public async Task Use_is_noted_every_ten_minutes_and_not_on_every_request()
    {
        await host.Get("customers");
        var first = host.Now;
        host.Clock.Advance(TimeSpan.FromMinutes(9));
        await host.Get("customers");
        Assert.Equal(first, await Noted());
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await host.Get("customers");
        Assert.Equal(host.Now, await Noted());

        async Task<DateTime?> Noted() => (await host.Services.GetRequiredService<ApiKeys>().All(1)).Single().LastUsedAt;
    }
}
