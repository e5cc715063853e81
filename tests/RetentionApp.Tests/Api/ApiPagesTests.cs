using System.Net;
using System.Text.RegularExpressions;
using RetentionApp.Api;
using RetentionApp.Tests.Admin;
using Xunit;

namespace RetentionApp.Tests.Api;

/// <summary>Keys as the merchant makes and revokes them.</summary>
public sealed partial class ApiPagesTests
{
    [Fact]
    public async Task A_key_is_shown_once_and_works_until_it_is_revoked()
    {
        await using var host = await AdminHost.Start();
        var made = await host.Post("/api-keys", new() { ["name"] = "Till <1>", ["scopes"] = "points:write", ["days"] = "30" });
        Assert.Equal(HttpStatusCode.OK, made.Status);
        var key = Shown().Match(made.Body).Groups[1].Value;
        var found = (await host.Do<ApiKeys, ApiKey?>(keys => keys.Find(key).AsTask()))!;
        Assert.Equal((1, "Till <1>", "points:write", AdminHost.Now.AddDays(30), "42"), (found.ShopId, found.Name, found.Scopes, found.ExpiresAt, found.CreatedBy));

        var listed = (await host.Get("/api-keys")).Body;
        Assert.DoesNotContain(key, listed);
        Assert.Contains(key[..15] + "…", listed);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/api-keys?handler=Revoke", new() { ["id"] = found.Id.ToString() }, shop: 2)).Status);
        Assert.DoesNotContain("Till <1>", (await host.Get("/api-keys", shop: 2)).Text);
        Assert.Equal("/api-keys?done=revoked", (await host.Post("/api-keys?handler=Revoke", new() { ["id"] = found.Id.ToString() })).Location);
        Assert.Null(await host.Do<ApiKeys, ApiKey?>(keys => keys.Find(key).AsTask()));
        Assert.Contains("revoked", (await host.Get("/api-keys")).Text);
    }

    [Theory]
    [InlineData("", "points:write", "", "Give the key a name")]
    [InlineData("Till", "", "", "Choose at least one thing")]
    [InlineData("Till", "everything", "", "Choose at least one thing")]
    [InlineData("Till", "points:write", "0", "Days must be a whole number")]
    [InlineData("Till", "points:write", "soon", "Days must be a whole number")]
    public async Task What_is_missing_is_said_and_no_key_is_made(string name, string scopes, string days, string error)
    {
        await using var host = await AdminHost.Start();
        var seen = await host.Post("/api-keys", new() { ["name"] = name, ["scopes"] = scopes, ["days"] = days });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(error, seen.Text);
        Assert.Empty(await host.Do<ApiKeys, List<ApiKey>>(keys => keys.All(1)));
    }

    [Fact]
    public async Task The_guide_names_every_operation_and_its_scope()
    {
        await using var host = await AdminHost.Start();
        var seen = (await host.Get("/api")).Text;
        Assert.All(ApiModule.Operations, operation => Assert.Contains($"{operation.Method} {operation.Path}", seen));
        Assert.Contains("https://app.example/api/v1", seen);
        var russian = (await host.Get("/api", locale: "ru")).Text;
        Assert.All(ApiModule.Operations, operation => Assert.DoesNotContain($"{operation.Path} {operation.Summary}", russian));
        Assert.Contains("POST /customers/{customer}/points Начислить или списать баллы points:write", russian);
    }

    [GeneratedRegex("id=\"made-key\" value=\"(rk_[^\"]+)\"")] private static partial Regex Shown();
}
