"""The workbench: who may what, drafts, previews, proofs, publishing, files in and out."""
