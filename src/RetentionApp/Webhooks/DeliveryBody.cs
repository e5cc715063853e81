using System.IO.Compression;

namespace RetentionApp.Webhooks;

/// <summary>Bodies are stored deflated: a quarter of the bytes to write before the answer.</summary>
internal static class DeliveryBody
{
    internal static byte[] Pack(ReadOnlySpan<byte> body)
    {
        using var packed = new MemoryStream(body.Length / 3 + 64);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(body);
        return packed.ToArray();
    }

    internal static byte[] Unpack(byte[] packed)
    {
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var body = new MemoryStream(packed.Length * 4);
        deflate.CopyTo(body);
        return body.ToArray();
    }
}
