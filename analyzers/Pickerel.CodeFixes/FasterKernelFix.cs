using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2013: gives the layer's weights 7 bits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FasterKernelFix)), Shared]
public sealed class FasterKernelFix() : ArgumentFixProvider("Use 7-bit weights", "WeightBits", "7", Pkr.FasterKernel);
