using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2003: quantizes the scales, merged into one multiplier a channel.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnquantizedScaleFix)), Shared]
public sealed class UnquantizedScaleFix() : ArgumentFixProvider("Quantize the scales", "ScaleQuantization", value: null, Pkr.UnquantizedScale);
