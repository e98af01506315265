using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// How a tensor lies in scratch, unless it lies in <see cref="Planes"/>: rows of pixels of <see cref="ChannelStride"/> elements, with a border around them that padded
/// convolutions read. Elements of up to 8 bits are unsigned bytes <c>u = q - Least</c>, whatever the grid's sign, so that kernels
/// know one type. For the same reason elements of 16 bits are signed words, which processors multiply: u is q itself on a signed grid,
/// and q - 32768 on an unsigned one. Whatever adds or multiplies u takes the difference into its offset.
/// </summary>
/// <param name="Name">The producing node.</param>
/// <param name="Shape">Without border and channel padding.</param>
/// <param name="ElementBytes">1 or 2.</param>
/// <param name="Least">The q that is stored as 0: the grid's least, or of words the middle of the grid.</param>
/// <param name="Maximum">The greatest u.</param>
/// <param name="Zero">The zero point as u.</param>
/// <param name="ChannelStride">Elements from one pixel to the next; channels between the shape's and this are defined but meaningless.</param>
/// <param name="Border">Pixels on each side.</param>
/// <param name="BorderPixel">The u of each channel in the border; one value for all, or none without a border.</param>
internal sealed record TensorStorage(
    string Name,
    TensorShape Shape,
    int ElementBytes,
    int Least,
    int Maximum,
    int Zero,
    int ChannelStride,
    Margins Border,
    EquatableArray<int> BorderPixel)
{
    /// <summary>Gets the planes the tensor lies in, channel by channel; null where it lies pixel by pixel.</summary>
    public PlaneLayout? Planes { get; init; }

    /// <summary>Gets the least u.</summary>
    public int Minimum => ElementBytes == 2 ? short.MinValue : 0;

    public long PixelBytes => (long)ChannelStride * ElementBytes;

    public long RowBytes => (Border.Left + (long)Shape.Width + Border.Right) * PixelBytes;

    /// <summary>Gets the offset of pixel (0, 0).</summary>
    public long First => Planes is not null ? Planes.Front : (Border.Top * RowBytes) + (Border.Left * PixelBytes);

    /// <summary>Gets the offset just behind the last pixel.</summary>
    public long End => Planes is not null ? Bytes : First + ((Shape.Height - 1) * RowBytes) + (Shape.Width * PixelBytes);

    /// <summary>Gets the bytes of interior and border, or of all planes and the zeros around them.</summary>
    public long Bytes => Planes is not null ? Planes.PlaneAt(Shape.Channels) : (Border.Top + (long)Shape.Height + Border.Bottom) * RowBytes;

    public bool HasBorder => Border != default;

    /// <summary>Gets whether a row's interior touches the next one's.</summary>
    public bool RowsTouch => Border.Left + Border.Right == 0;
}
