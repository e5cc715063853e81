using System.Text.Json.Serialization;

namespace RetentionApp.Api;

/// <summary>A refusal as an RFC 9457 problem document. <see cref="Code"/> is for programs and never changes; the detail says what to do.</summary>
internal sealed record ApiProblem(
    [property: JsonPropertyOrder(0)] string Type, [property: JsonPropertyOrder(1)] string Title, [property: JsonPropertyOrder(2)] int Status,
    [property: JsonPropertyOrder(3)] string Detail, [property: JsonPropertyOrder(4)] string Code)
{
    internal static readonly ApiProblem TooMany = Of(429, "too_many_requests", "Too many requests",
        $"A key may ask {ApiLimit.PerSecond} times a second on average. Wait for the seconds in Retry-After, then ask again.");

    internal static ApiProblem Of(int status, string code, string title, string detail) => new("urn:retentionapp:problem:" + code, title, status, detail, code);

    internal static ApiProblem Invalid(string detail, string code = "invalid_request") => Of(422, code, "The request is not valid", detail);

    internal static ApiProblem Missing(string what) => Of(404, "not_found", "Not found", $"This shop has no such {what}. Check the id; ids of other shops are never found.");

    internal Task Write(HttpContext http)
    {
        http.Response.StatusCode = Status;
        return http.Response.WriteAsJsonAsync(this, ApiJson.Options, "application/problem+json", http.RequestAborted);
    }
}
