using System;
using System.Text;
using Pickerel.Core.Collections;

namespace Pickerel.Core.ModelText;

/// <summary>
/// The lines of a text, as bytes: base64 and the digest are defined on them. Line ends are LF once this is constructed. What
/// the writer wrote is ASCII, so no character beyond it survives the digest.
/// </summary>
internal sealed class ModelTextLines
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private int _position;

    public ModelTextLines(string text)
    {
        // IndexOf first: a text with LF line ends is not copied.
        var lf = text.IndexOf('\r') < 0 ? text : text.Replace("\r\n", "\n");
        _bytes = Encoding.UTF8.GetBytes(lf);
        _end = FindEnd();
    }

    /// <summary>Gets the number of the line read last, 1 for the first.</summary>
    public int Number { get; private set; }

    /// <summary>Gets whether the text ends in a line of the right form for the digest.</summary>
    public bool HasEnd => _end >= 0;

    /// <summary>Gets whether the digest's line comes next.</summary>
    public bool AtEnd => _position >= _end;

    /// <summary>Gets how many bytes there are before the digest's line.</summary>
    public int Remaining => _end - _position;

    /// <summary>Reads a line, without its LF; empty at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var limit = HasEnd ? _end : _bytes.Length;
        var rest = _bytes.AsSpan(_position, Math.Max(limit - _position, 0));
        var length = rest.IndexOf((byte)'\n');
        if (length < 0)
            length = rest.Length;
        _position = Math.Min(_position + length + 1, Math.Max(limit, _position));
        Number++;
        return rest.Slice(0, length);
    }

    public bool NextStartsWith(string prefix) =>
        Remaining >= prefix.Length && string.Equals(Encoding.UTF8.GetString(_bytes, _position, prefix.Length), prefix, StringComparison.Ordinal);

    public string NextText() => Encoding.UTF8.GetString(Next().ToArray());

    /// <summary>Sets the line that a problem is about; nothing is read after it.</summary>
    public void StopAt(int number) => Number = number;

    /// <summary>Sets <see cref="Number"/> to the last line.</summary>
    public void MoveToLastLine()
    {
        while (_position < _bytes.Length)
            _ = Next();
    }

    public Digest ComputeDigest() => Digest.Of(_bytes.AsSpan(0, _end));

    /// <summary>Reads the digest that the last line gives.</summary>
    public string ReadDigest()
    {
        Number++;
        return Encoding.UTF8.GetString(_bytes, _end + ModelTextFormat.LastLinePrefix.Length, ModelTextFormat.DigestLength);
    }

    /// <summary>Finds where the line <c>end sha256 …</c> starts; -1 when the text does not end in one.</summary>
    private int FindEnd()
    {
        var prefix = Encoding.ASCII.GetBytes(ModelTextFormat.LastLinePrefix);
        var start = _bytes.Length - (prefix.Length + ModelTextFormat.DigestLength + 1);
        var isWhole = start > 0
            && _bytes[start - 1] == '\n'
            && _bytes[_bytes.Length - 1] == '\n'
            && _bytes.AsSpan(start, prefix.Length).SequenceEqual(prefix);
        return isWhole ? start : -1;
    }
}
