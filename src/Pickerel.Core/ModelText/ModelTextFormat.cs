namespace Pickerel.Core.ModelText;

/// <summary>
/// What writer and reader of the <c>.pickerel</c> text share. The text is ASCII with LF line ends (CRLF reads the same):
/// <code>
/// pickerel 1
/// network …                                the layers (NetworkText), if the model file has any, one line each;
///                                          or integer-network … (IntegerNetworkText), whose constants are the tensors
/// tensor conv1.weight F32 [16, 1, 3, 3]    name, element type, sizes outermost first
/// zczMPc3MTD3NzEw9…                        the elements, little-endian, in base64; 96 bytes a line
/// end sha256 3a7b…                         the digest of all bytes before this line
/// </code>
/// </summary>
internal static class ModelTextFormat
{
    public const string FirstLine = "pickerel 1";
    public const string VersionPrefix = "pickerel ";
    public const string NetworkPrefix = "network ";
    public const string IntegerNetworkPrefix = "integer-network ";
    public const string SingleRoundingLine = "single-rounding";
    public const string TensorPrefix = "tensor ";
    public const string LastLinePrefix = "end sha256 ";

    /// <summary>Digits of a SHA-256 in hexadecimal.</summary>
    public const int DigestLength = 64;

    /// <summary>Bytes a full line of data holds: 128 characters.</summary>
    public const int BytesPerLine = 96;

    public const int MaxRank = 8;

    public const int MaxNameLength = 1024;

    /// <summary>Gets the length of <paramref name="bytes"/> bytes as lines of base64, LF included.</summary>
    public static long TextLength(long bytes)
    {
        var lines = (bytes + BytesPerLine - 1) / BytesPerLine;
        return ((bytes + 2) / 3 * 4) + lines;
    }
}
