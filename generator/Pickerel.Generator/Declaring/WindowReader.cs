using System;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Generator.Declaring;

/// <summary>Kernel, stride, dilation and padding of an attribute.</summary>
internal static class WindowReader
{
    private static readonly string[] Amounts = ["PaddingTop", "PaddingLeft", "PaddingBottom", "PaddingRight"];

    public static WindowDeclaration ReadConvolution(AttributeReader attribute)
    {
        var stride = attribute.Integer("Stride") ?? 1;
        var dilation = attribute.Integer("Dilation") ?? 1;
        return ReadPadding(attribute, PaddingMode.Same, ReadKernel(attribute) with
        {
            StrideHeight = attribute.Integer("StrideHeight") ?? stride,
            StrideWidth = attribute.Integer("StrideWidth") ?? stride,
            DilationHeight = attribute.Integer("DilationHeight") ?? dilation,
            DilationWidth = attribute.Integer("DilationWidth") ?? dilation,
        });
    }

    public static WindowDeclaration ReadPool(AttributeReader attribute)
    {
        var window = ReadKernel(attribute);
        var stride = attribute.Integer("Stride");
        return ReadPadding(attribute, PaddingMode.Valid, window with
        {
            StrideHeight = attribute.Integer("StrideHeight") ?? stride ?? window.KernelHeight,
            StrideWidth = attribute.Integer("StrideWidth") ?? stride ?? window.KernelWidth,
        });
    }

    /// <summary>A window of one row.</summary>
    public static WindowDeclaration ReadLineConvolution(AttributeReader attribute) => ReadPadding(attribute, PaddingMode.Same, ReadLine(attribute) with
    {
        StrideWidth = attribute.Integer("Stride") ?? 1,
        DilationWidth = attribute.Integer("Dilation") ?? 1,
    });

    /// <summary>A pool's window of one row.</summary>
    public static WindowDeclaration ReadLinePool(AttributeReader attribute)
    {
        var window = ReadLine(attribute);
        return ReadPadding(attribute, PaddingMode.Valid, window with { StrideWidth = attribute.Integer("Stride") ?? window.KernelWidth });
    }

    /// <summary>The window of a transposed convolution, whose padding is one amount a direction.</summary>
    public static WindowDeclaration ReadTransposed(AttributeReader attribute)
    {
        int stride = attribute.Integer("Stride") ?? 1, dilation = attribute.Integer("Dilation") ?? 1, padding = attribute.Integer("Padding") ?? 0;
        int rows = attribute.Integer("PaddingHeight") ?? padding, columns = attribute.Integer("PaddingWidth") ?? padding;
        return ReadKernel(attribute) with
        {
            StrideHeight = attribute.Integer("StrideHeight") ?? stride,
            StrideWidth = attribute.Integer("StrideWidth") ?? stride,
            DilationHeight = attribute.Integer("DilationHeight") ?? dilation,
            DilationWidth = attribute.Integer("DilationWidth") ?? dilation,
            Padding = PaddingMode.Explicit,
            Margins = new Margins(rows, columns, rows, columns),
        };
    }

    private static WindowDeclaration ReadLine(AttributeReader attribute) => ReadKernel(attribute) with { KernelHeight = 1 };

    /// <summary>One element, whose padding is none.</summary>
    public static WindowDeclaration ReadPoint(AttributeReader attribute)
    {
        var stride = attribute.Integer("Stride") ?? 1;
        return new()
        {
            StrideHeight = attribute.Integer("StrideHeight") ?? stride,
            StrideWidth = attribute.Integer("StrideWidth") ?? stride,
            Padding = PaddingMode.Valid,
        };
    }

    private static WindowDeclaration ReadKernel(AttributeReader attribute)
    {
        var kernel = attribute.Integer("Kernel");
        var height = attribute.Integer("KernelHeight") ?? kernel;
        var width = attribute.Integer("KernelWidth") ?? kernel;
        if ((height is null || width is null) && !attribute.IsRejected)
        {
            var missing = (height, width) switch { (null, null) => "Kernel", (null, _) => "KernelHeight", _ => "KernelWidth" };
            attribute.Report(Pkr.KernelMissing, property: null, attribute.Name, missing);
        }

        return new() { KernelHeight = height ?? 1, KernelWidth = width ?? 1 };
    }

    private static WindowDeclaration ReadPadding(AttributeReader attribute, PaddingMode absent, WindowDeclaration window)
    {
        var given = Amounts.Where(attribute.Has).ToList();
        var padding = attribute.Choice<PaddingMode>("Padding");
        if (given.Count > 0 && padding is { } other and not PaddingMode.Explicit)
            attribute.Report(Pkr.PaddingAmountsUnused, given[0], attribute.Name, string.Join(", ", given), $"Padding.{other}");

        return window with
        {
            Padding = padding ?? (given.Count > 0 ? PaddingMode.Explicit : absent),
            Margins = new Margins(Amount(0), Amount(1), Amount(2), Amount(3)),
        };

        int Amount(int side) => attribute.Integer(Amounts[side]) ?? 0;
    }
}
