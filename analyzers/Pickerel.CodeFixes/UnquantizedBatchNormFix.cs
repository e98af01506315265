using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Pickerel.Core.Messages;

namespace Pickerel.CodeFixes;

/// <summary>PKR2001: quantizes the norm.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnquantizedBatchNormFix)), Shared]
public sealed class UnquantizedBatchNormFix() : ArgumentFixProvider("Quantize the norm", "Quantized", value: null, Pkr.UnquantizedBatchNorm);
