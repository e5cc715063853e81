using System.Text;
using System.Text.Json;
using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class SignaturesTests
{
    private const string ProxyExample = "extra=1&extra=2&shop=shop-name.myshopify.com&logged_in_customer_id=1&path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555";
    private readonly Signatures hush = new("hush");

    [Theory]
    [InlineData("jYEqfW2IG7ocKn8efksB4qatOtSdGXaZ+r1fN3PwDZs=", true)]
    [InlineData("jYEqfW2IG7ocKn8efksB4qatOtSdGXaZ+r1fN3PwDZg=", false)]
    [InlineData("jYEqfW2IG7ocKn8efksB4qatOtSdGXaZ+r1fN3PwDQ==", false)]
    [InlineData("not base64", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_webhook_is_verified_over_its_raw_bytes(string? header, bool isValid) =>
        Assert.Equal(isValid, hush.IsWebhook("""{"id":1,"note":"café ☕"}"""u8, header));

    [Fact]
    public void A_header_that_is_much_too_long_is_only_wrong() => Assert.False(hush.IsWebhook("{}"u8, new string('A', 5000)));

    [Fact]
    public void The_previous_secret_is_accepted_and_the_current_one_signs()
    {
        var rotated = new Signatures("new", "hush");
        Assert.True(rotated.IsWebhook("{}"u8, hush.SignWebhook("{}"u8)));
        Assert.True(rotated.IsProxyQuery(ProxyExample + "&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb"));
        Assert.True(new Signatures("new").IsWebhook("{}"u8, rotated.SignWebhook("{}"u8)));
        Assert.False(new Signatures("new").IsWebhook("{}"u8, hush.SignWebhook("{}"u8)));
    }

    [Theory]
    [InlineData("4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb", true)]
    [InlineData("4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395dda", false)]
    [InlineData("4c68", false)]
    [InlineData("zz68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb", false)]
    public void A_proxy_query_is_verified_sorted_decoded_and_with_repeats_joined(string signature, bool isValid) =>
        Assert.Equal(isValid, hush.IsProxyQuery($"?{ProxyExample}&signature={signature}"));

    [Fact]
    public void A_proxy_query_with_two_signatures_is_refused()
    {
        const string signature = "&signature=4c68c8624d737112c91818c11017d24d334b524cb5c2b8ba08daa056f7395ddb";
        Assert.False(hush.IsProxyQuery(ProxyExample + signature + signature));
        Assert.False(hush.IsProxyQuery(ProxyExample));
        Assert.False(hush.IsProxyQuery(""));
    }

    [Theory]
    [InlineData("code=0907a61c0c8d55e99db179b68161bc00&hmac=700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173", true)]
    [InlineData("code=0907a61c0c8d55e99db179b68161bc00&hmac=4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20&shop=some-shop.myshopify.com&signature=11813d1e7bbf4629edcda0628a3f7a20&timestamp=1337178173", true)]
    [InlineData("code=0907a61c0c8d55e99db179b68161bc00&hmac=4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20&shop=some-shop.myshopify.com&timestamp=133717817", false)]
    [InlineData("shop=some-shop.myshopify.com&ids[]=2&ids[]=1&hmac=b93b9f82996f6f8bf9f1b7bbddec284c8fabacdc4e12dc80550b4705f3003b1e", true)]
    [InlineData("code=x&shop=some-shop.myshopify.com", false)]
    public void An_oauth_query_is_verified_without_hmac_and_signature(string query, bool isValid) => Assert.Equal(isValid, hush.IsOAuthQuery(query));

    [Theory]
    [InlineData("host=YWRt+aW4/x=&name=a b")]
    [InlineData("host=YWRt%2BaW4%2Fx%3D&name=a%20b")]
    [InlineData("host=YWRt%2BaW4/x%3D&name=a+b")]
    public void The_percent_encoded_and_the_plain_form_are_both_accepted(string signed)
    {
        var hmac = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("hush"u8, Encoding.UTF8.GetBytes(signed)));
        Assert.True(hush.IsOAuthQuery($"name=a+b&hmac={hmac}&host=YWRt%2BaW4/x%3D"));
    }

    [Fact]
    public void A_parameter_inside_another_one_is_not_taken_for_two()
    {
        // Signed for code "1&shop=victim", sent as code and shop.
        var hmac = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("hush"u8, "code=1%26shop%3Dvictim"u8));
        Assert.False(hush.IsOAuthQuery($"code=1&shop=victim&hmac={hmac}"));
    }

    [Fact]
    public void What_the_app_signs_it_accepts()
    {
        KeyValuePair<string, string>[] query = [new("shop", "a.myshopify.com"), new("note", "a&b=c d"), new("x", "1"), new("x", "2")];
        var sent = string.Join('&', query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"));
        Assert.True(hush.IsProxyQuery($"{sent}&signature={hush.SignProxyQuery(query)}"));
        Assert.True(hush.IsOAuthQuery($"{sent}&hmac={hush.SignOAuthQuery(query)}"));
    }

    [SharedFact]
    public void All_webhook_vectors_hold() => Each("webhook_hmac", v =>
        new Signatures(v.Text("secret")!).IsWebhook(Convert.FromBase64String(v.Text("body_base64")!), v.Text("header_value")));

    [SharedFact]
    public void All_proxy_vectors_hold() => Each("app_proxy_signature", v => new Signatures(v.Text("secret")!).IsProxyQuery(v.Text("query_string")));

    [SharedFact]
    public void All_oauth_vectors_hold() => Each("oauth_query_hmac", v =>
    {
        // One vector gives its parameters in words.
        var query = v.Text("query_string")!.StartsWith('(') ? $"a=1%26b%3D2&c%3D3%26d=4&hmac={v.Text("hmac")}" : v.Text("query_string");
        return new Signatures(v.Text("secret")!).IsOAuthQuery(query);
    });

    internal static void Each(string kind, Func<JsonElement, bool> isValid)
    {
        var vectors = JsonElement.Parse(File.ReadAllBytes(Path.Combine(Repository.Shared, "shopify", "vectors.json"))).GetProperty(kind);
        Assert.NotEqual(0, vectors.GetArrayLength());
        Assert.All(vectors.EnumerateArray(), v => Assert.True(v.GetProperty("expected_valid").GetBoolean() == isValid(v), v.Text("id")));
    }
}
