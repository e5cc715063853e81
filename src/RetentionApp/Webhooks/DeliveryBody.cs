using System.Buffers;
using System.IO.Compression;
using Microsoft.Extensions.ObjectPool;
using ZstdSharp;

namespace RetentionApp.Webhooks;

/// <summary>
/// Bodies are stored as Zstandard (RFC 8878) against a dictionary that holds the names an order has in Shopify's JSON: a
/// seventh to a fifth of the bytes to write before the answer. What was stored before is Brotli, and is read as that.
/// </summary>
/// <remarks>A body can be read with the dictionary it was packed with and no other: the file must not change while one waits.</remarks>
internal static class DeliveryBody
{
    // Negative levels are those for speed.
    private const int Level = -3;
    private static readonly byte[] Mark = [0x28, 0xb5, 0x2f, 0xfd];
    private static readonly byte[] Dictionary = ReadDictionary();
    private static readonly ObjectPool<Compressor> Packers = new DefaultObjectPool<Compressor>(new Packing());
    private static readonly ObjectPool<Decompressor> Unpackers = new DefaultObjectPool<Decompressor>(new Unpacking());

    internal static byte[] Pack(ReadOnlySpan<byte> body)
    {
        var packed = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(body.Length));
        var packer = Packers.Get();
        try
        {
            return packed.AsSpan(0, packer.Wrap(body, packed)).ToArray();
        }
        finally
        {
            Packers.Return(packer);
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <exception cref="ZstdException">It is not what <see cref="Pack"/> made.</exception>
    internal static byte[] Unpack(byte[] packed)
    {
        if (!packed.AsSpan().StartsWith(Mark)) return UnpackBrotli(packed);
        var unpacker = Unpackers.Get();
        try
        {
            return unpacker.Unwrap(packed).ToArray();
        }
        finally
        {
            Unpackers.Return(unpacker);
        }
    }

    private static byte[] UnpackBrotli(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var body = new MemoryStream(packed.Length * 4);
        brotli.CopyTo(body);
        return body.ToArray();
    }

    private static byte[] ReadDictionary()
    {
        using var file = typeof(DeliveryBody).Assembly.GetManifestResourceStream("RetentionApp.Webhooks.order.dictionary")!;
        var dictionary = new byte[file.Length];
        file.ReadExactly(dictionary);
        return dictionary;
    }

    private sealed class Packing : PooledObjectPolicy<Compressor>
    {
        public override Compressor Create()
        {
            var packer = new Compressor(Level);
            packer.LoadDictionary(Dictionary);
            return packer;
        }

        public override bool Return(Compressor packer) => true;
    }

    private sealed class Unpacking : PooledObjectPolicy<Decompressor>
    {
        public override Decompressor Create()
        {
            var unpacker = new Decompressor();
            unpacker.LoadDictionary(Dictionary);
            return unpacker;
        }

        public override bool Return(Decompressor unpacker) => true;
    }
}
