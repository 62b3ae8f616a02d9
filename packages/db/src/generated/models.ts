// Written by `npm run gen` from the models in prisma/.
import type { ImportState, ImportedRowKind, SessionKind } from './kysely/enums.ts'
import type { Model, Relation } from '../model.ts'

/** The rows of each model as TypeScript sees them, and its relations. */
export interface Models {
  Article: {
    columns: {
      id: string
      slug: string
      title: string
      description: string
      body: string
      authorId: string
      publishedAt: Date | null
      favoriteCount: number
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      author: Relation<'User', 'one'>
      comments: Relation<'Comment', 'many'>
      favorites: Relation<'Favorite', 'many'>
      tags: Relation<'ArticleTag', 'many'>
    }
    optional: 'publishedAt' | 'favoriteCount' | 'createdAt' | 'updatedAt' | 'version'
  }
  Comment: {
    columns: {
      id: string
      number: number
      articleId: string
      authorId: string
      body: string
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      article: Relation<'Article', 'one'>
      author: Relation<'User', 'one'>
    }
    optional: 'number' | 'createdAt' | 'updatedAt' | 'version'
  }
  Event: {
    columns: {
      id: string
      type: string
      subject: string
      actorType: string
      actorId: string | null
      keyId: string | null
      impersonatorId: string | null
      requestId: string
      organizationId: string | null
      position: bigint
      before: unknown | null
      after: unknown | null
      createdAt: Date
    }
    relations: {}
    optional: 'actorId' | 'keyId' | 'impersonatorId' | 'organizationId' | 'position' | 'before' | 'after' | 'createdAt'
  }
  Favorite: {
    columns: {
      id: string
      articleId: string
      userId: string
      createdAt: Date
    }
    relations: {
      article: Relation<'Article', 'one'>
      user: Relation<'User', 'one'>
    }
    optional: 'createdAt'
  }
  Follow: {
    columns: {
      id: string
      followedId: string
      followerId: string
      createdAt: Date
    }
    relations: {
      followed: Relation<'User', 'one'>
      follower: Relation<'User', 'one'>
    }
    optional: 'createdAt'
  }
  IdempotencyKey: {
    columns: {
      hash: string
      inputHash: string
      answer: unknown | null
      createdAt: Date
    }
    relations: {}
    optional: 'answer' | 'createdAt'
  }
  Import: {
    columns: {
      id: string
      userId: string | null
      resource: string
      name: string
      format: string
      state: ImportState
      bytes: number
      heldBytes: number
      columns: unknown
      samples: unknown
      mapping: unknown
      matchBy: string | null
      matched: string
      position: number
      bytesDone: number
      created: number
      updated: number
      unchanged: number
      failed: number
      undone: number
      left: number
      problem: unknown | null
      lease: string | null
      leaseUntil: Date | null
      startedAt: Date | null
      finishedAt: Date | null
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      user: Relation<'User', 'optional'>
      chunks: Relation<'ImportChunk', 'many'>
      errors: Relation<'ImportError', 'many'>
      rows: Relation<'ImportRow', 'many'>
      keys: Relation<'ImportKey', 'many'>
    }
    optional: 'userId' | 'state' | 'bytes' | 'heldBytes' | 'columns' | 'samples' | 'mapping' | 'matchBy' | 'matched' | 'position' | 'bytesDone' | 'created' | 'updated' | 'unchanged' | 'failed' | 'undone' | 'left' | 'problem' | 'lease' | 'leaseUntil' | 'startedAt' | 'finishedAt' | 'createdAt' | 'updatedAt' | 'version' | 'user'
  }
  ImportUsage: {
    columns: {
      userId: string
      bytes: bigint
    }
    relations: {}
    optional: never
  }
  ImportChunk: {
    columns: {
      importId: string
      nth: number
      content: Uint8Array
    }
    relations: {
      import: Relation<'Import', 'one'>
    }
    optional: never
  }
  ImportError: {
    columns: {
      importId: string
      row: number
      code: string
      message: string
      field: string | null
      cells: unknown
    }
    relations: {
      import: Relation<'Import', 'one'>
    }
    optional: 'field'
  }
  ImportRow: {
    columns: {
      importId: string
      row: number
      kind: ImportedRowKind
      subject: string
      version: number
      isUndone: boolean | null
      reason: string | null
    }
    relations: {
      import: Relation<'Import', 'one'>
    }
    optional: 'isUndone' | 'reason'
  }
  ImportKey: {
    columns: {
      importId: string
      key: string
      owner: string
      given: string
    }
    relations: {
      import: Relation<'Import', 'one'>
    }
    optional: never
  }
  Place: {
    columns: {
      id: string
      code: string
      name: string
      country: string
      region: string
      district: string
      latitude: number
      longitude: number
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {}
    optional: 'region' | 'district' | 'createdAt' | 'updatedAt' | 'version'
  }
  SavedView: {
    columns: {
      id: string
      userId: string
      resource: string
      name: string
      query: string
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      user: Relation<'User', 'one'>
    }
    optional: 'createdAt' | 'updatedAt' | 'version'
  }
  Session: {
    columns: {
      id: string
      userId: string
      kind: SessionKind
      tokenHash: string
      name: string | null
      userAgent: string | null
      address: string | null
      createdAt: Date
      lastUsedAt: Date
      provenAt: Date | null
      expiresAt: Date
    }
    relations: {
      user: Relation<'User', 'one'>
    }
    optional: 'kind' | 'name' | 'userAgent' | 'address' | 'createdAt' | 'lastUsedAt' | 'provenAt'
  }
  OneTimeToken: {
    columns: {
      tokenHash: string
      purpose: string
      identifier: string
      createdAt: Date
      expiresAt: Date
    }
    relations: {}
    optional: 'createdAt'
  }
  SignInLimit: {
    columns: {
      key: string
      failures: number
      blockedUntil: Date
    }
    relations: {}
    optional: never
  }
  SigningKey: {
    columns: {
      purpose: string
      key: string
      createdAt: Date
    }
    relations: {}
    optional: 'createdAt'
  }
  Tag: {
    columns: {
      id: string
      name: string
      createdAt: Date
    }
    relations: {
      articles: Relation<'ArticleTag', 'many'>
    }
    optional: 'createdAt'
  }
  ArticleTag: {
    columns: {
      articleId: string
      position: number
      tagId: string
    }
    relations: {
      article: Relation<'Article', 'one'>
      tag: Relation<'Tag', 'one'>
    }
    optional: never
  }
  User: {
    columns: {
      id: string
      email: string
      emailVerified: Date | null
      name: string
      username: string
      bio: string
      picture: string | null
      isOperator: boolean
      followerCount: number
      createdAt: Date
      updatedAt: Date
      version: number
    }
    relations: {
      articles: Relation<'Article', 'many'>
      comments: Relation<'Comment', 'many'>
      favorites: Relation<'Favorite', 'many'>
      followers: Relation<'Follow', 'many'>
      following: Relation<'Follow', 'many'>
      imports: Relation<'Import', 'many'>
      password: Relation<'Password', 'optional'>
      savedViews: Relation<'SavedView', 'many'>
      sessions: Relation<'Session', 'many'>
    }
    optional: 'emailVerified' | 'bio' | 'picture' | 'isOperator' | 'followerCount' | 'createdAt' | 'updatedAt' | 'version'
  }
  Password: {
    columns: {
      userId: string
      hash: string
      updatedAt: Date
    }
    relations: {
      user: Relation<'User', 'one'>
    }
    optional: 'updatedAt'
  }
}

export const models: Record<string, Model> = {
  Article: {
    name: 'Article',
    table: 'articles',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      slug: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      title: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      description: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      body: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      authorId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      publishedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: true, isList: false, hasDefault: false },
      favoriteCount: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {
      author: { model: 'User', kind: 'one', from: ['authorId'], to: ['id'] },
      comments: { model: 'Comment', kind: 'many', from: ['id'], to: ['articleId'] },
      favorites: { model: 'Favorite', kind: 'many', from: ['id'], to: ['articleId'] },
      tags: { model: 'ArticleTag', kind: 'many', from: ['id'], to: ['articleId'] },
    },
    id: ['id'],
    uniques: [['slug']],
  },
  Comment: {
    name: 'Comment',
    table: 'comments',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      number: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true },
      articleId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      authorId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      body: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {
      article: { model: 'Article', kind: 'one', from: ['articleId'], to: ['id'] },
      author: { model: 'User', kind: 'one', from: ['authorId'], to: ['id'] },
    },
    id: ['id'],
    uniques: [['number']],
  },
  Event: {
    name: 'Event',
    table: 'events',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      type: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      subject: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      actorType: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      actorId: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      keyId: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      impersonatorId: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      requestId: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      organizationId: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      position: { type: 'BigInt', sql: 'bigint', isNullable: false, isList: false, hasDefault: true },
      before: { type: 'Json', sql: 'jsonb', isNullable: true, isList: false, hasDefault: false },
      after: { type: 'Json', sql: 'jsonb', isNullable: true, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {},
    id: ['id'],
    uniques: [],
  },
  Favorite: {
    name: 'Favorite',
    table: 'favorites',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      articleId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      userId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {
      article: { model: 'Article', kind: 'one', from: ['articleId'], to: ['id'] },
      user: { model: 'User', kind: 'one', from: ['userId'], to: ['id'] },
    },
    id: ['id'],
    uniques: [['userId', 'articleId']],
  },
  Follow: {
    name: 'Follow',
    table: 'follows',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      followedId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      followerId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {
      followed: { model: 'User', kind: 'one', from: ['followedId'], to: ['id'] },
      follower: { model: 'User', kind: 'one', from: ['followerId'], to: ['id'] },
    },
    id: ['id'],
    uniques: [['followerId', 'followedId']],
  },
  IdempotencyKey: {
    name: 'IdempotencyKey',
    table: 'idempotency_keys',
    columns: {
      hash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      inputHash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      answer: { type: 'Json', sql: 'jsonb', isNullable: true, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {},
    id: ['hash'],
    uniques: [],
  },
  Import: {
    name: 'Import',
    table: 'imports',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      userId: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      resource: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      format: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      state: { type: 'ImportState', sql: '"ImportState"', isNullable: false, isList: false, hasDefault: true, values: ['uploading', 'ready', 'checking', 'checked', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone'], preset: 'uploading' },
      bytes: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      heldBytes: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      columns: { type: 'Json', sql: 'jsonb', isNullable: false, isList: false, hasDefault: true, preset: '[]' },
      samples: { type: 'Json', sql: 'jsonb', isNullable: false, isList: false, hasDefault: true, preset: '[]' },
      mapping: { type: 'Json', sql: 'jsonb', isNullable: false, isList: false, hasDefault: true, preset: '[]' },
      matchBy: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      matched: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: true, preset: 'update' },
      position: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      bytesDone: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      created: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      updated: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      unchanged: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      failed: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      undone: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      left: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      problem: { type: 'Json', sql: 'jsonb', isNullable: true, isList: false, hasDefault: false },
      lease: { type: 'String', sql: 'uuid', isNullable: true, isList: false, hasDefault: false },
      leaseUntil: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: true, isList: false, hasDefault: false },
      startedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: true, isList: false, hasDefault: false },
      finishedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: true, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {
      user: { model: 'User', kind: 'optional', from: ['userId'], to: ['id'] },
      chunks: { model: 'ImportChunk', kind: 'many', from: ['id'], to: ['importId'] },
      errors: { model: 'ImportError', kind: 'many', from: ['id'], to: ['importId'] },
      rows: { model: 'ImportRow', kind: 'many', from: ['id'], to: ['importId'] },
      keys: { model: 'ImportKey', kind: 'many', from: ['id'], to: ['importId'] },
    },
    id: ['id'],
    uniques: [],
  },
  ImportUsage: {
    name: 'ImportUsage',
    table: 'import_usage',
    columns: {
      userId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      bytes: { type: 'BigInt', sql: 'bigint', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {},
    id: ['userId'],
    uniques: [],
  },
  ImportChunk: {
    name: 'ImportChunk',
    table: 'import_chunks',
    columns: {
      importId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      nth: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: false },
      content: { type: 'Bytes', sql: 'bytea', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {
      import: { model: 'Import', kind: 'one', from: ['importId'], to: ['id'] },
    },
    id: ['importId', 'nth'],
    uniques: [],
  },
  ImportError: {
    name: 'ImportError',
    table: 'import_errors',
    columns: {
      importId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      row: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: false },
      code: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      message: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      field: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      cells: { type: 'Json', sql: 'jsonb', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {
      import: { model: 'Import', kind: 'one', from: ['importId'], to: ['id'] },
    },
    id: ['importId', 'row'],
    uniques: [],
  },
  ImportRow: {
    name: 'ImportRow',
    table: 'import_rows',
    columns: {
      importId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      row: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: false },
      kind: { type: 'ImportedRowKind', sql: '"ImportedRowKind"', isNullable: false, isList: false, hasDefault: false, values: ['created', 'updated'] },
      subject: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: false },
      isUndone: { type: 'Boolean', sql: 'boolean', isNullable: true, isList: false, hasDefault: false },
      reason: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
    },
    relations: {
      import: { model: 'Import', kind: 'one', from: ['importId'], to: ['id'] },
    },
    id: ['importId', 'row'],
    uniques: [],
  },
  ImportKey: {
    name: 'ImportKey',
    table: 'import_keys',
    columns: {
      importId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      key: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      owner: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      given: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {
      import: { model: 'Import', kind: 'one', from: ['importId'], to: ['id'] },
    },
    id: ['importId', 'key'],
    uniques: [],
  },
  Place: {
    name: 'Place',
    table: 'places',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      code: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      country: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      region: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: true, preset: '' },
      district: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: true, preset: '' },
      latitude: { type: 'Float', sql: 'double precision', isNullable: false, isList: false, hasDefault: false },
      longitude: { type: 'Float', sql: 'double precision', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {},
    id: ['id'],
    uniques: [['code']],
  },
  SavedView: {
    name: 'SavedView',
    table: 'saved_views',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      userId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      resource: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      query: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {
      user: { model: 'User', kind: 'one', from: ['userId'], to: ['id'] },
    },
    id: ['id'],
    uniques: [['userId', 'resource', 'name']],
  },
  Session: {
    name: 'Session',
    table: 'sessions',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      userId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      kind: { type: 'SessionKind', sql: '"SessionKind"', isNullable: false, isList: false, hasDefault: true, values: ['browser', 'token'], preset: 'browser' },
      tokenHash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      userAgent: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      address: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      lastUsedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      provenAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: true, isList: false, hasDefault: false },
      expiresAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {
      user: { model: 'User', kind: 'one', from: ['userId'], to: ['id'] },
    },
    id: ['id'],
    uniques: [['tokenHash']],
  },
  OneTimeToken: {
    name: 'OneTimeToken',
    table: 'one_time_tokens',
    columns: {
      tokenHash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      purpose: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      identifier: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      expiresAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {},
    id: ['tokenHash'],
    uniques: [],
  },
  SignInLimit: {
    name: 'SignInLimit',
    table: 'sign_in_limits',
    columns: {
      key: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      failures: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: false },
      blockedUntil: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {},
    id: ['key'],
    uniques: [],
  },
  SigningKey: {
    name: 'SigningKey',
    table: 'signing_keys',
    columns: {
      purpose: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      key: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {},
    id: ['purpose'],
    uniques: [],
  },
  Tag: {
    name: 'Tag',
    table: 'tags',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {
      articles: { model: 'ArticleTag', kind: 'many', from: ['id'], to: ['tagId'] },
    },
    id: ['id'],
    uniques: [['name']],
  },
  ArticleTag: {
    name: 'ArticleTag',
    table: 'article_tags',
    columns: {
      articleId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      position: { type: 'Int', sql: 'smallint', isNullable: false, isList: false, hasDefault: false },
      tagId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
    },
    relations: {
      article: { model: 'Article', kind: 'one', from: ['articleId'], to: ['id'] },
      tag: { model: 'Tag', kind: 'one', from: ['tagId'], to: ['id'] },
    },
    id: ['articleId', 'position'],
    uniques: [],
  },
  User: {
    name: 'User',
    table: 'users',
    columns: {
      id: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      email: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      emailVerified: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: true, isList: false, hasDefault: false },
      name: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      username: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      bio: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: true, preset: '' },
      picture: { type: 'String', sql: 'text', isNullable: true, isList: false, hasDefault: false },
      isOperator: { type: 'Boolean', sql: 'boolean', isNullable: false, isList: false, hasDefault: true, preset: false },
      followerCount: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 0 },
      createdAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
      version: { type: 'Int', sql: 'integer', isNullable: false, isList: false, hasDefault: true, preset: 1 },
    },
    relations: {
      articles: { model: 'Article', kind: 'many', from: ['id'], to: ['authorId'] },
      comments: { model: 'Comment', kind: 'many', from: ['id'], to: ['authorId'] },
      favorites: { model: 'Favorite', kind: 'many', from: ['id'], to: ['userId'] },
      followers: { model: 'Follow', kind: 'many', from: ['id'], to: ['followedId'] },
      following: { model: 'Follow', kind: 'many', from: ['id'], to: ['followerId'] },
      imports: { model: 'Import', kind: 'many', from: ['id'], to: ['userId'] },
      password: { model: 'Password', kind: 'optional', from: ['id'], to: ['userId'] },
      savedViews: { model: 'SavedView', kind: 'many', from: ['id'], to: ['userId'] },
      sessions: { model: 'Session', kind: 'many', from: ['id'], to: ['userId'] },
    },
    id: ['id'],
    uniques: [['email'], ['username']],
  },
  Password: {
    name: 'Password',
    table: 'passwords',
    columns: {
      userId: { type: 'String', sql: 'uuid', isNullable: false, isList: false, hasDefault: false },
      hash: { type: 'String', sql: 'text', isNullable: false, isList: false, hasDefault: false },
      updatedAt: { type: 'DateTime', sql: 'timestamptz(3)', isNullable: false, isList: false, hasDefault: true, preset: 'now()' },
    },
    relations: {
      user: { model: 'User', kind: 'one', from: ['userId'], to: ['id'] },
    },
    id: ['userId'],
    uniques: [],
  },
}
