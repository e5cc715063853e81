using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using RetentionApp.Webhooks;
using Xunit;

namespace RetentionApp.Tests.Webhooks;

public sealed class DeliveryBodyTests
{
    private const string Body = """{"id":820982911946154508,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508","customer":{"default_address":{"country_code":"US"}},"note":"Привет","returns":[]}""";

    [Theory]
    [InlineData(0), InlineData(1), InlineData(16), InlineData(7_000), InlineData(300_000), InlineData(5 * 1024 * 1024)]
    public void What_was_packed_comes_back_byte_for_byte(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        Assert.Equal(noise, DeliveryBody.Unpack(DeliveryBody.Pack(noise)));

        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Body, length / Body.Length + 1)))[..length];
        Assert.Equal(text, DeliveryBody.Unpack(DeliveryBody.Pack(text)));
    }

    [Fact]
    public async Task Many_pack_and_unpack_at_once()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 2_000), (number, _) =>
        {
            var body = Encoding.UTF8.GetBytes(Body.Replace("820982911946154508", number.ToString()));
            Assert.Equal(body, DeliveryBody.Unpack(DeliveryBody.Pack(body)));
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Stored by the first version that used the dictionary: whoever changes that file loses what waits in a database.</summary>
    [Fact]
    public void What_an_earlier_version_packed_with_the_dictionary_is_still_read() =>
        Assert.Equal(Body, Encoding.UTF8.GetString(DeliveryBody.Unpack(Convert.FromBase64String("KLUv/SCxXQIAVAI4MjA5ODI5MTE5NDYxNTQ1MDgiOnt9fSLQn9GA0LjQstC10YIiCwA0I9UC4Yuz5CJkLlAQ5EAfkAx54IBvuUAIHiAOn4l/bFkB"))));

    /// <summary>The body above touches some places of the dictionary only; this holds for all of it.</summary>
    [Fact]
    public void The_dictionary_is_the_one_that_stored_bodies_were_packed_with()
    {
        using var file = typeof(DeliveryBody).Assembly.GetManifestResourceStream("RetentionApp.Webhooks.order.dictionary")!;
        Assert.Equal("088a27eca042bee23c41adf1cc40ebd05dcb9305e8ab76d191c71a38c4d46bc5", Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    [Fact]
    public void What_was_packed_as_Brotli_before_there_was_a_dictionary_is_still_read()
    {
        var packed = new byte[1_000];
        Assert.True(BrotliEncoder.TryCompress(Encoding.UTF8.GetBytes(Body), packed, out var length, quality: 0, window: 18));
        Assert.Equal(Body, Encoding.UTF8.GetString(DeliveryBody.Unpack(packed[..length])));
    }

    [Fact]
    public void A_body_cut_short_is_an_error()
    {
        var packed = DeliveryBody.Pack(Encoding.UTF8.GetBytes(Body));
        Assert.Throws<ZstdSharp.ZstdException>(() => DeliveryBody.Unpack(packed[..^5]));
    }
}
