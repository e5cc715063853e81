using System.Text.Json;
using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class JsonTests
{
    [Theory]
    [InlineData("a\\u0000b", "ab"), InlineData("\\u0000", ""), InlineData("a\\\\u0000b", "a\\u0000b")]
    [InlineData("cut \\ud83d", "cut \uFFFD"), InlineData("\\ude00 cut", "\uFFFD cut"), InlineData("\\uD83D\\uD83D\\uDE00", "\uFFFD😀"), InlineData("\\ud83dx\\ude00", "\uFFFDx\uFFFD")]
    [InlineData("\\ud83d\\ude00 \\u00e9 \\\" \\n\\u0000", "😀 é \" \n"), InlineData("😀 é", "😀 é")]
    public void A_text_is_read_without_what_no_database_takes(string escaped, string expected)
    {
        var payload = JsonElement.Parse($$"""{"title":"{{escaped}}","tags":["{{escaped}}",1,null]}""");
        Assert.Equal(expected, payload.Text("title"));
        Assert.Equal([expected], payload.Texts("tags"));
    }
}
