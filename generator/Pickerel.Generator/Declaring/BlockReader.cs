using Pickerel.Core.Declaration;

namespace Pickerel.Generator.Declaring;

/// <summary>The attributes that stand for several layers.</summary>
internal static class BlockReader
{
    /// <summary>Reads such an attribute, or returns null for another.</summary>
    public static LayerDeclaration? Read(AttributeReader attribute)
    {
        var (filters, padding) = (attribute.Positional<int>(), attribute.Choice<PaddingMode>("Padding"));
        BlockDeclaration? block = attribute.Name switch
        {
            "SeparableConv2D" => new SeparableBlockDeclaration { Filters = filters, Kernel = attribute.Integer("Kernel") ?? 3, Padding = padding ?? PaddingMode.Same },
            "InvertedResidual" => new InvertedResidualDeclaration
            {
                Filters = filters,
                Expansion = attribute.Integer("Expansion") ?? 6,
                Kernel = attribute.Integer("Kernel") ?? 3,
                Padding = padding ?? PaddingMode.SameTorch,
            },
            "ResidualBlock" => new ResidualBlockDeclaration { Filters = filters, Padding = padding ?? PaddingMode.SameTorch },
            _ => null,
        };
        return block is null ? null : block with { Stride = attribute.Integer("Stride") ?? 1, WeightBits = attribute.Integer("WeightBits") };
    }
}
