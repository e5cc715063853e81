using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class SessionTokenTests
{
    private readonly TestClock clock = new();
    private readonly Signatures hush = new("hush");
    private SessionTokens Tokens => new(ShopifyWorld.Options, hush, clock);

    private string Claims(string shop = "a.myshopify.com", string? iss = null, string? dest = null, string aud = "\"key\"", long exp = 60, long nbf = 0, string sub = "\"42\"") =>
        $$"""{"iss":"{{iss ?? $"https://{shop}/admin"}}","dest":"{{dest ?? "https://" + shop}}","aud":{{aud}},"sub":{{sub}},"exp":{{Now + exp}},"nbf":{{Now + nbf}}}""";

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void A_token_tells_shop_user_and_end()
    {
        Assert.True(Tokens.TryRead(hush.SignToken(Claims("A.myshopify.com")), out var token));
        Assert.Equal(("a.myshopify.com", "42"), (token.Shop, token.UserId));
        Assert.Equal(clock.GetUtcNow().UtcDateTime.AddSeconds(60), token.ExpiresAt);
    }

    [Theory]
    [InlineData(-9, -60, true)]
    [InlineData(-10, -60, false)]
    [InlineData(60, 10, true)]
    [InlineData(60, 11, false)]
    public void Clocks_may_differ_by_ten_seconds(long expiresIn, long beginsIn, bool isValid) =>
        Assert.Equal(isValid, Tokens.TryRead(hush.SignToken(Claims(exp: expiresIn, nbf: beginsIn)), out _));

    public static TheoryData<string, string> Forged => new()
    {
        { "another app", """{"aud":"other"}""" }, { "no audience", """{"aud":null}""" }, { "another issuer", """{"iss":"https://b.myshopify.com/admin"}""" },
        { "no issuer", """{"iss":null}""" }, { "plain http", """{"iss":"http://a.myshopify.com/admin","dest":"http://a.myshopify.com"}""" },
        { "no Shopify domain", """{"iss":"https://evil.com/admin","dest":"https://evil.com"}""" }, { "a domain that only begins well", """{"iss":"https://a.myshopify.com.evil.com/admin","dest":"https://a.myshopify.com.evil.com"}""" },
        { "a bare destination", """{"dest":"a.myshopify.com"}""" }, { "no user", """{"sub":null}""" }, { "no end", """{"exp":null}""" }, { "an end in words", """{"exp":"tomorrow"}""" },
    };

    [Theory, MemberData(nameof(Forged))]
    public void A_signed_token_with_a_wrong_claim_is_refused(string what, string change)
    {
        var claims = System.Text.Json.Nodes.JsonNode.Parse(Claims())!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject()) claims[name] = value?.DeepClone();
        Assert.False(Tokens.TryRead(hush.SignToken(claims.ToJsonString()), out _), what);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("!!.??.@@")]
    public void What_is_no_token_is_refused(string? jwt) => Assert.False(Tokens.TryRead(jwt, out _));

    [Theory]
    [InlineData("none")]
    [InlineData("HS512")]
    [InlineData("hs256")]
    public void Only_HS256_counts_even_when_the_signature_fits(string algorithm)
    {
        var signed = Base64($$"""{"alg":"{{algorithm}}"}""") + "." + Base64(Claims());
        var signature = System.Security.Cryptography.HMACSHA256.HashData("hush"u8, System.Text.Encoding.UTF8.GetBytes(signed));
        Assert.False(Tokens.TryRead(signed + "." + System.Buffers.Text.Base64Url.EncodeToString(signature), out _));
        Assert.False(Tokens.TryRead(signed + ".", out _));
    }

    [Fact]
    public void A_token_of_the_previous_secret_is_accepted()
    {
        var tokens = new SessionTokens(ShopifyWorld.Options, new Signatures("new", "hush"), clock);
        Assert.True(tokens.TryRead(hush.SignToken(Claims()), out _));
    }

    [Theory]
    [InlineData("a.myshopify.com", true)]
    [InlineData("https://a.myshopify.com", true)]
    [InlineData("evil.com", false)]
    public void An_extension_may_name_its_shop_bare_and_know_no_customer(string dest, bool isValid)
    {
        Assert.Equal(isValid, Tokens.TryReadExtension(hush.SignToken(Claims(dest: dest, sub: "null")), out var token));
        if (isValid) Assert.Equal(("a.myshopify.com", ""), (token!.Shop, token.UserId));
    }

    /// <summary>The vectors use Shopify's internal <c>myshopify.io</c>, which is verified but is no shop for us.</summary>
    [SharedFact]
    public void All_vectors_hold() => SignaturesTests.Each("session_token_jwt", v =>
    {
        var at = new TestClock();
        at.Advance(DateTimeOffset.FromUnixTimeSeconds(v.GetProperty("now_unix").GetInt64()) - at.GetUtcNow());
        var tokens = new SessionTokens(ShopifyWorld.Options with { ApiKey = v.Text("api_key")! }, new Signatures(v.Text("verify_with_secret")!), at);
        Assert.False(tokens.TryRead(v.Text("token"), out _));
        return tokens.Verified(v.Text("token")) is not null;
    });

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));
}
