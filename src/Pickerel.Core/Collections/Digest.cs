using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Pickerel.Core.Collections;

/// <summary>The SHA-256 of some content, as text: large values compare by it instead of element by element.</summary>
public readonly record struct Digest(string Hex)
{
    /// <summary>Hashing in chunks keeps a large tensor from being copied as a whole.</summary>
    private const int ChunkLength = 1 << 16;

    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        using var sha = SHA256.Create();
        return OfHash(sha.ComputeHash(bytes.ToArray()));
    }

    /// <summary>The digest whose bytes are <paramref name="hash"/>.</summary>
    public static Digest OfHash(byte[] hash)
    {
        var text = new StringBuilder(hash.Length * 2);
        foreach (var b in hash)
            _ = text.Append(b.ToString("x2", CultureInfo.InvariantCulture));
        return new Digest(text.ToString());
    }

    public static Digest Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static Digest Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Of(MemoryMarshal.AsBytes(values));

    public override string ToString() => Hex ?? "";
}
