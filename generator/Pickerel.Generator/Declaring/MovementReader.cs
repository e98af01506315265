using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Generator.Declaring;

/// <summary>The attributes of layers that put elements elsewhere.</summary>
internal static class MovementReader
{
    /// <summary>Reads such an attribute, or returns null for another.</summary>
    public static LayerDeclaration? Read(AttributeReader attribute) => attribute.Name switch
    {
        "Upsample2D" => new UpsampleDeclaration
        {
            FactorHeight = attribute.Integer("FactorHeight") ?? attribute.Positional<int>(),
            FactorWidth = attribute.Integer("FactorWidth") ?? attribute.Positional<int>(),
        },
        "DepthToSpace" => new DepthToSpaceDeclaration { Block = attribute.Positional<int>(), Order = attribute.Choice<DepthToSpaceOrder>("Order") ?? DepthToSpaceOrder.BlockFirst },
        "PixelShuffle" => new DepthToSpaceDeclaration { Block = attribute.Positional<int>(), Order = DepthToSpaceOrder.ChannelFirst },
        "ZeroPad2D" => new PadDeclaration { Margins = ReadMargins(attribute) },
        "Crop2D" => new CropDeclaration { Margins = ReadMargins(attribute) },
        "ConvTranspose2D" => Transposed(attribute),
        _ => null,
    };

    private static Margins ReadMargins(AttributeReader attribute)
    {
        var all = attribute.Positional<int>();
        return new(attribute.Integer("Top") ?? all, attribute.Integer("Left") ?? all, attribute.Integer("Bottom") ?? all, attribute.Integer("Right") ?? all);
    }

    private static TransposedConvolutionDeclaration Transposed(AttributeReader attribute)
    {
        var outputPadding = attribute.Integer("OutputPadding") ?? 0;
        return new()
        {
            Filters = attribute.Positional<int>(),
            Groups = attribute.Integer("Groups") ?? 1,
            Window = WindowReader.ReadTransposed(attribute),
            OutputPaddingHeight = attribute.Integer("OutputPaddingHeight") ?? outputPadding,
            OutputPaddingWidth = attribute.Integer("OutputPaddingWidth") ?? outputPadding,
            Bias = attribute.Flag("Bias"),
            WeightBits = attribute.Integer("WeightBits"),
            Grid = attribute.Choice<WeightGridKind>("Grid"),
        };
    }
}
